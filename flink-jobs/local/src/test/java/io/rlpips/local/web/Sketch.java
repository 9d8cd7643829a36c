package io.rlpips.local.web;

import io.rlpips.metric.image.AwtImages;
import io.rlpips.metric.image.RgbImage;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Pictures that are drawn in no time. */
final class Sketch {
    private Sketch() {}

    /** @param seed another one is another picture */
    static RgbImage picture(long seed, int width, int height) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, colour(random), width, height, colour(random)));
        graphics.fillRect(0, 0, width, height);
        for (int i = 0; i < 12; i++) {
            graphics.setColor(colour(random));
            int size = 1 + random.nextInt(Math.max(2, Math.min(width, height) / 2));
            graphics.fillOval(random.nextInt(width), random.nextInt(height), size, size);
        }
        graphics.dispose();
        return AwtImages.from(image);
    }

    private static Color colour(Random random) {
        return Color.getHSBColor(random.nextFloat(), 0.7f, 0.4f + 0.6f * random.nextFloat());
    }
}
