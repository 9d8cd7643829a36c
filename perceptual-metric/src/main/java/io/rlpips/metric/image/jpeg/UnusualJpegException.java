package io.rlpips.metric.image.jpeg;

/**
 * The file is damaged, or of a kind that the reducing decoder leaves to the platform's: not a verdict on the file, only a
 * reason to read it the slow way. Carries no stack trace, because hostile files may cause many.
 */
public final class UnusualJpegException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusualJpegException(String reason) {
        super(reason, null, false, false);
    }
}
