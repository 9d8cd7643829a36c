package io.rlpips.training.attack;

import io.rlpips.metric.image.RgbImage;

/** Rounds attacked samples so that the picture as stored keeps the budget. */
final class EightBits {
    /** 8/255 * 255 is a hair below 8 in binary. */
    private static final double ROUNDING_SLACK = 1e-6;

    private EightBits() {}

    /**
     * @param samples planes R, G, B of the original's size, in [0, 1]
     * @param epsilon largest change of a sample in [0, 1]
     */
    static RgbImage inside(float[] samples, RgbImage original, double epsilon) {
        int largestChange = (int) Math.floor(epsilon * 255 + ROUNDING_SLACK);
        int plane = original.width() * original.height();
        byte[] pixels = new byte[3 * plane];
        for (int position = 0; position < plane; position++) {
            for (int channel = 0; channel < 3; channel++) {
                int at = position * 3 + channel;
                int before = original.pixels()[at] & 0xff;
                int wanted = Math.round(samples[channel * plane + position] * 255);
                int lowest = Math.max(0, before - largestChange);
                int highest = Math.min(255, before + largestChange);
                pixels[at] = (byte) Math.max(lowest, Math.min(highest, wanted));
            }
        }
        return new RgbImage(original.width(), original.height(), pixels);
    }
}
