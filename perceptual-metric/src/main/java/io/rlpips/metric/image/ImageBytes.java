package io.rlpips.metric.image;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A view of encoded bytes that cannot be read past its end: every access outside it is a {@link
 * FailureCategory#CORRUPT_IMAGE}, so that the parsers built on it need no bounds checks of their own.
 */
final class ImageBytes {
    private final String format;
    private final byte[] content;
    private final int start;
    private final int length;
    private final boolean bigEndian;

    private ImageBytes(String format, byte[] content, int start, int length, boolean bigEndian) {
        this.format = format;
        this.content = content;
        this.start = start;
        this.length = length;
        this.bigEndian = bigEndian;
    }

    /** @param format what failures call this picture, for example {@code PNG} */
    static ImageBytes bigEndian(String format, byte[] content) {
        return new ImageBytes(format, content, 0, content.length, true);
    }

    static ImageBytes littleEndian(String format, byte[] content) {
        return new ImageBytes(format, content, 0, content.length, false);
    }

    int length() {
        return length;
    }

    int unsignedByte(long offset) {
        return content[checked(offset, 1)] & 0xff;
    }

    int unsignedShort(long offset) {
        int at = checked(offset, 2);
        int first = content[at] & 0xff;
        int second = content[at + 1] & 0xff;
        return bigEndian ? first << 8 | second : second << 8 | first;
    }

    long unsignedInt(long offset) {
        long first = unsignedShort(offset);
        long second = unsignedShort(offset + 2);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }

    boolean hasAscii(long offset, String text) {
        return offset >= 0
                && offset + text.length() <= length
                && text.equals(new String(content, start + (int) offset, text.length(), StandardCharsets.ISO_8859_1));
    }

    /** @return where that byte comes next, from {@code offset} on; the end is as much a failure as anywhere */
    int indexOf(int value, long offset) {
        int at = checked(offset, 0);
        int end = start + length;
        while (at < end && (content[at] & 0xff) != value) {
            at++;
        }
        checked(at - (long) start, 1);
        return at - start;
    }

    /** @return a copy of that range */
    byte[] copy(long offset, long size) {
        int at = checked(offset, size);
        return Arrays.copyOfRange(content, at, at + (int) size);
    }

    /** @return the same bytes, offsets counted from {@code offset}; nothing is copied */
    ImageBytes slice(long offset, long size) {
        return new ImageBytes(format, content, checked(offset, size), (int) size, bigEndian);
    }

    RlpipsException corrupt(String what) {
        return new RlpipsException(FailureCategory.CORRUPT_IMAGE, format + " picture is damaged: " + what);
    }

    private int checked(long offset, long size) {
        if (offset < 0 || size < 0 || offset > length || size > length - offset) {
            throw new RlpipsException(
                    FailureCategory.CORRUPT_IMAGE,
                    "%s picture is truncated: %d bytes at offset %d are needed and there are %d"
                            .formatted(format, size, offset, length));
        }
        return start + (int) offset;
    }
}
