package io.rlpips.training.distortion;

import io.rlpips.metric.image.RgbImage;
import java.util.Map;

/**
 * Turned about the centre, bilinearly, size kept, corners black.
 *
 * @param degrees counter-clockwise, -180 to 180
 */
public record Rotation(double degrees) implements Distortion {
    public Rotation {
        Parameter.within("rotation in degrees", degrees, -180, 180);
    }

    @Override
    public String name() {
        return "rotate";
    }

    @Override
    public Map<String, Object> parameters() {
        return Map.of("degrees", degrees);
    }

    @Override
    public RgbImage apply(RgbImage source) {
        int width = source.width();
        int height = source.height();
        double cosine = Math.cos(Math.toRadians(degrees));
        double sine = Math.sin(Math.toRadians(degrees));
        double centreX = (width - 1) / 2.0;
        double centreY = (height - 1) / 2.0;
        byte[] turned = new byte[source.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double dx = x - centreX;
                double dy = y - centreY;
                // Where this pixel comes from: the turn the other way round (rows run downwards).
                double fromX = centreX + cosine * dx - sine * dy;
                double fromY = centreY + sine * dx + cosine * dy;
                for (int channel = 0; channel < 3; channel++) {
                    turned[(y * width + x) * 3 + channel] = Pixels.toByte(between(source, fromX, fromY, channel));
                }
            }
        }
        return new RgbImage(width, height, turned);
    }

    private static double between(RgbImage source, double x, double y, int channel) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double below = y - top;
        double upper =
                sample(source, left, top, channel) * (1 - right) + sample(source, left + 1, top, channel) * right;
        double lower = sample(source, left, top + 1, channel) * (1 - right)
                + sample(source, left + 1, top + 1, channel) * right;
        return upper * (1 - below) + lower * below;
    }

    private static int sample(RgbImage source, int x, int y, int channel) {
        boolean outside = x < 0 || y < 0 || x >= source.width() || y >= source.height();
        return outside ? 0 : source.sample(x, y, channel);
    }
}
