package io.rlpips.metric.image;

import java.util.Set;

/**
 * Windows and OS/2 bitmaps: palette, 16, 24 and 32 bits, run-length coded. Bitmaps that wrap a JPEG or PNG are not read.
 * The fourth byte of a 32-bit pixel is not heeded: writers leave anything there.
 */
final class BmpFormat {
    private static final String FORMAT = "BMP";
    private static final int FILE_HEADER_BYTES = 14;
    private static final int CORE_HEADER_BYTES = 12;
    private static final int INFO_HEADER_BYTES = 40;

    private static final long UNCOMPRESSED = 0;
    private static final long RUN_LENGTH_8 = 1;
    private static final long RUN_LENGTH_4 = 2;
    /** Uncompressed, bit fields, bit fields with alpha. */
    private static final Set<Long> PLAIN_COMPRESSIONS = Set.of(UNCOMPRESSED, 3L, 6L);

    private static final Set<Integer> DEPTHS = Set.of(1, 2, 4, 8, 16, 24, 32);

    private final ImageBytes file;
    private final byte[] encoded;
    private final long pixelOffset;
    private final boolean core;

    private BmpFormat(byte[] encoded) {
        this.encoded = encoded;
        this.file = ImageBytes.littleEndian(FORMAT, encoded);
        this.pixelOffset = file.unsignedInt(10);
        this.core = file.unsignedInt(FILE_HEADER_BYTES) == CORE_HEADER_BYTES;
    }

    /** Two letters are too little to tell a bitmap from a text: the size of the second header must be a known one. */
    static boolean hasSignature(byte[] encoded) {
        ImageBytes bytes = ImageBytes.littleEndian(FORMAT, encoded);
        if (!bytes.hasAscii(0, "BM")) {
            return false;
        }
        if (bytes.length() < FILE_HEADER_BYTES + 4) {
            return true;
        }
        long header = bytes.unsignedInt(FILE_HEADER_BYTES);
        return header == CORE_HEADER_BYTES || header >= 16 && header <= 124;
    }

    static Outline outline(byte[] encoded) {
        BmpFormat format = new BmpFormat(encoded);
        format.checkStructure();
        return new Outline(
                FORMAT,
                format.width(),
                format.height(),
                Orientation.UPRIGHT,
                new byte[0],
                () -> SampleReader.read(ImageReaders.BMP.read(encoded)));
    }

    private long width() {
        return core ? file.unsignedShort(18) : (int) file.unsignedInt(18);
    }

    /** Negative heights mean that rows are stored from the top. */
    private long height() {
        return core ? file.unsignedShort(20) : Math.abs((long) (int) file.unsignedInt(22));
    }

    private int bitsPerPixel() {
        return file.unsignedShort(core ? 24 : 28);
    }

    private void checkStructure() {
        long header = file.unsignedInt(FILE_HEADER_BYTES);
        if (!core && header < INFO_HEADER_BYTES) {
            throw file.corrupt("a header of %d bytes".formatted(header));
        }
        file.slice(FILE_HEADER_BYTES, header);
        long compression = core ? UNCOMPRESSED : file.unsignedInt(30);
        int bits = bitsPerPixel();
        long size = encoded.length - pixelOffset;
        if (compression == RUN_LENGTH_8 && bits == 8 || compression == RUN_LENGTH_4 && bits == 4) {
            checkRuns(compression == RUN_LENGTH_4);
        } else if (PLAIN_COMPRESSIONS.contains(compression) && DEPTHS.contains(bits)) {
            checkRows(bits, size);
        } else {
            throw file.corrupt("compression %d of %d bits is not read".formatted(compression, bits));
        }
    }

    private void checkRows(int bits, long size) {
        if (width() < 1 || height() < 1 || width() > Integer.MAX_VALUE / 32) {
            return; // the size itself is refused later
        }
        long rowBytes = (width() * bits + 31) / 32 * 4;
        if (size < 0 || height() > size / rowBytes) {
            throw file.corrupt("%d rows of %d bytes do not fit into %d".formatted(height(), rowBytes, size));
        }
    }

    /** Follows the runs to the end-of-bitmap mark, without which the file has been cut. */
    private void checkRuns(boolean nibbles) {
        long at = pixelOffset;
        while (file.unsignedShort(at) != 0x0100) {
            int count = file.unsignedByte(at);
            int value = file.unsignedByte(at + 1);
            if (count > 0 || value == 0) {
                at += 2;
            } else if (value == 2) {
                at += 4;
            } else {
                int bytes = nibbles ? (value + 1) / 2 : value;
                at += 2 + bytes + (bytes & 1);
            }
        }
    }
}
