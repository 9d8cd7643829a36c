package io.rlpips.schemas;

/**
 * Bytes that are not the record they should be. Checked, because whoever reads a topic has to say what becomes of
 * them; the message names what is wrong and is fit to be shown as one line.
 */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String message) {
        super(message);
    }

    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
