package io.rlpips.metric.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;

/**
 * The plainest lossless WebP bitstream (RFC 9649, section 3): no transforms, no cache, and prefix codes of eight bits for
 * every literal.
 */
final class LosslessWebp {
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private int pending;
    private int pendingBits;

    byte[] encode(BufferedImage image) {
        boolean alpha = image.getColorModel().hasAlpha();
        put(0x2f, 8);
        put(image.getWidth() - 1, 14);
        put(image.getHeight() - 1, 14);
        put(alpha ? 1 : 0, 1);
        put(0, 3); // version
        put(0, 3); // no transform, no colour cache, one group of codes
        putCode(256 + 24);
        putCode(256);
        putCode(256);
        putCode(256);
        put(0b0001, 4); // distances: a simple code of the one symbol 0
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int colour = image.getRGB(x, y);
                putLiteral(colour >> 8);
                putLiteral(colour >> 16);
                putLiteral(colour);
                putLiteral(colour >>> 24);
            }
        }
        put(0, 7);
        return stream.toByteArray();
    }

    /** Code lengths: 8 for each of 256 literals, 0 for what follows; these two lengths are coded in one bit each. */
    private void putCode(int symbols) {
        put(0, 1);
        put(12 - 4, 4);
        int[] lengthsInTheirOrder = {0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        for (int length : lengthsInTheirOrder) {
            put(length, 3);
        }
        put(0, 1);
        for (int symbol = 0; symbol < symbols; symbol++) {
            put(symbol < 256 ? 1 : 0, 1);
        }
    }

    private void putLiteral(int value) {
        put(Integer.reverse(value & 0xff) >>> 24, 8);
    }

    private void put(int value, int bits) {
        for (int i = 0; i < bits; i++) {
            pending |= (value >> i & 1) << pendingBits++;
            if (pendingBits == 8) {
                stream.write(pending);
                pending = 0;
                pendingBits = 0;
            }
        }
    }
}
