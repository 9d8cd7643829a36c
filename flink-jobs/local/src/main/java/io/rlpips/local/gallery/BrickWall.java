package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** A house front: courses of brick, windows that mirror the sky, shutters. */
final class BrickWall implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        Colour brick =
                Colour.hsv(random.nextDouble(-0.02, 0.13), random.nextDouble(0.15, 0.7), random.nextDouble(0.45, 0.9));
        Colour mortar = new Colour(0.78, 0.75, 0.7).times(random.nextDouble(0.35, 1.1));
        Colour shutter = Colour.hsv(random.nextDouble(), 0.6, 0.5);
        int columns = random.nextInt(1, 4);
        int rows = random.nextInt(1, 3);
        double course = random.nextDouble(0.028, 0.05);
        double wide = random.nextDouble(0.16, 0.24);
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            double cellX = 1.333 / columns;
            double cellY = 1.0 / rows;
            double u = x - (Math.floor(x / cellX) + 0.5) * cellX;
            double v = y - (Math.floor(y / cellY) + 0.5) * cellY;
            double halfWide = Math.min(wide, cellX * 0.26);
            double halfHigh = cellY * 0.34;
            if (Math.abs(u) < halfWide && Math.abs(v) < halfHigh) {
                return window(noise, x, y, u / halfWide, v / halfHigh);
            }
            if (Math.abs(u) < halfWide * 1.62 && Math.abs(v) < halfHigh) {
                double slat = 0.5 + 0.5 * Math.sin(v * 320);
                return shutter.times(0.65 + 0.4 * slat + 0.2 * (noise.fractal(x * 30, y * 5, 3) - 0.5));
            }
            double line = y / course;
            int row = (int) Math.floor(line);
            double place = x / (course * 2.6) + 0.5 * (row & 1);
            int stone = (int) Math.floor(place);
            double joint =
                    Math.min(Math.min(place - stone, 1 - place + stone) * 2.6, Math.min(line - row, 1 - line + row));
            double rough = noise.fractal(x * 60, y * 60, 4);
            Colour face = brick.times(0.6 + 0.6 * noise.lattice(stone, row)).times(0.75 + 0.5 * rough);
            double shadow = v > 0 && v < halfHigh * 1.2 && Math.abs(u) < halfWide * 1.7 ? 0.72 : 1;
            return mortar.times(0.8 + 0.4 * rough)
                    .mix(face, smooth(0.05, 0.12, joint))
                    .times(shadow);
        });
    }

    private static Colour window(Noise noise, double x, double y, double u, double v) {
        double frame = Math.min(Math.min(1 - Math.abs(u), Math.abs(u)), Math.min(1 - Math.abs(v), Math.abs(v + 0.25)));
        if (frame < 0.055) {
            return new Colour(0.93, 0.92, 0.88).times(0.8 + 3 * frame);
        }
        double cloud = noise.fractal(x * 5, y * 8, 4);
        Colour sky =
                new Colour(0.16, 0.24, 0.36).mix(new Colour(0.75, 0.84, 0.92), smooth(0.35, 0.75, cloud - 0.15 * v));
        double curtain = smooth(0.45, 0.9, Math.abs(u)) * (0.6 + 0.4 * Math.sin(u * 40));
        return sky.mix(new Colour(0.9, 0.86, 0.78), curtain * 0.5);
    }
}
