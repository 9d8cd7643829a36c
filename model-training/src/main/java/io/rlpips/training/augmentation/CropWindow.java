package io.rlpips.training.augmentation;

import io.rlpips.metric.image.RgbImage;

/**
 * A part of a picture, in pixels and fractions of them.
 *
 * @param left from the left edge
 * @param top from the top edge
 */
public record CropWindow(double left, double top, double width, double height) {

    /**
     * Stretches the window to the size of the whole picture with bilinear interpolation.
     *
     * @param mirrored whether left and right are exchanged
     * @param target receives samples in [0, 255], planes R, G, B, from {@code offset} on
     */
    public void sample(RgbImage picture, boolean mirrored, float[] target, int offset) {
        int columns = picture.width();
        int rows = picture.height();
        int plane = columns * rows;
        byte[] pixels = picture.pixels();
        for (int y = 0; y < rows; y++) {
            double sourceY = clamp(top + (y + 0.5) * height / rows - 0.5, rows - 1);
            int upper = (int) sourceY;
            int lower = Math.min(upper + 1, rows - 1);
            float down = (float) (sourceY - upper);
            for (int x = 0; x < columns; x++) {
                double sourceX = clamp(left + (x + 0.5) * width / columns - 0.5, columns - 1);
                int near = (int) sourceX;
                int far = Math.min(near + 1, columns - 1);
                float across = (float) (sourceX - near);
                int at = offset + y * columns + (mirrored ? columns - 1 - x : x);
                for (int channel = 0; channel < 3; channel++) {
                    float above =
                            mix(pixels, (upper * columns + near) * 3, (upper * columns + far) * 3, channel, across);
                    float below =
                            mix(pixels, (lower * columns + near) * 3, (lower * columns + far) * 3, channel, across);
                    target[at + channel * plane] = above + (below - above) * down;
                }
            }
        }
    }

    private static float mix(byte[] pixels, int near, int far, int channel, float across) {
        int first = pixels[near + channel] & 0xff;
        int second = pixels[far + channel] & 0xff;
        return first + (second - first) * across;
    }

    private static double clamp(double position, double last) {
        return Math.min(last, Math.max(0, position));
    }
}
