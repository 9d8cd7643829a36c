package io.rlpips.metric.image.jpeg;

/**
 * One segment of a JPEG file; nothing is copied.
 *
 * @param marker second byte of the marker
 * @param file the whole file, not written to
 * @param start first byte behind marker and length
 * @param end byte behind the content
 * @param dataEnd of a scan: byte behind the entropy-coded data that follows the content; otherwise {@code end}
 */
public record JpegSegment(int marker, byte[] file, int start, int end, int dataEnd) {

    int length() {
        return end - start;
    }

    int unsignedByte(int offset) throws UnusualJpegException {
        if (offset < 0 || offset >= length()) {
            throw new UnusualJpegException("segment 0x%02x is too short".formatted(marker));
        }
        return file[start + offset] & 0xff;
    }

    int unsignedShort(int offset) throws UnusualJpegException {
        return unsignedByte(offset) << 8 | unsignedByte(offset + 1);
    }

    void requireLength(int expected) throws UnusualJpegException {
        if (length() != expected) {
            throw new UnusualJpegException(
                    "segment 0x%02x has %d bytes instead of %d".formatted(marker, length(), expected));
        }
    }
}
