package io.rlpips.metric.image;

/** The length of a GIF's LZW stream (GIF 89a, appendix F), found without decoding it. */
final class GifCodes {
    private static final int MAX_CODES = 4096;

    private GifCodes() {}

    /**
     * @param rootBits bits of a colour index, as the frame says
     * @param data the joined sub-blocks
     * @return pixels until the end code, the end of the data or the first impossible code, whichever comes first
     */
    static long pixels(int rootBits, byte[] data) {
        if (rootBits < 1 || rootBits > 8) {
            return 0;
        }
        int clear = 1 << rootBits;
        int[] lengths = new int[MAX_CODES];
        int known = clear + 2;
        int codeBits = rootBits + 1;
        int previous = 0;
        long pixels = 0;
        for (long bit = 0; bit + codeBits <= data.length * 8L; ) {
            int code = code(data, bit, codeBits);
            bit += codeBits;
            if (code == clear) {
                known = clear + 2;
                codeBits = rootBits + 1;
                previous = 0;
                continue;
            }
            if (code == clear + 1 || code > known || code == known && previous == 0) {
                return pixels;
            }
            int length = code < clear ? 1 : code == known ? previous + 1 : lengths[code];
            if (previous > 0 && known < MAX_CODES) {
                lengths[known++] = previous + 1;
                if (known == 1 << codeBits && codeBits < 12) {
                    codeBits++;
                }
            }
            previous = length;
            pixels += length;
        }
        return pixels;
    }

    /** Codes are stored from the least significant bit on and span at most three bytes. */
    private static int code(byte[] data, long bit, int bits) {
        int at = (int) (bit >> 3);
        int window = data[at] & 0xff;
        window |= at + 1 < data.length ? (data[at + 1] & 0xff) << 8 : 0;
        window |= at + 2 < data.length ? (data[at + 2] & 0xff) << 16 : 0;
        return window >> (bit & 7) & (1 << bits) - 1;
    }
}
