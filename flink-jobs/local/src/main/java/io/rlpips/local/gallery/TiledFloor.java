package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Glazed tiles with a star in each, seen aslant. */
final class TiledFloor implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double hue = random.nextDouble();
        Colour[] glaze = {
            Colour.hsv(hue, 0.75, 0.55),
            new Colour(0.93, 0.9, 0.82),
            Colour.hsv(hue + random.nextDouble(0.3, 0.6), 0.7, 0.85),
        };
        int points = random.nextInt(4, 9);
        double tiles = random.nextDouble(2.4, 5.5);
        double turn = random.nextDouble(0.2, 0.9);
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            double depth = 1.5 / (y + 0.55);
            double u = (x - 0.667) * depth;
            double v = depth * 1.4;
            double a = (u * Math.cos(turn) - v * Math.sin(turn)) * tiles * 0.6;
            double b = (u * Math.sin(turn) + v * Math.cos(turn)) * tiles * 0.6;
            int column = (int) Math.floor(a);
            int row = (int) Math.floor(b);
            double dx = a - column - 0.5;
            double dy = b - row - 0.5;
            double angle = Math.atan2(dy, dx);
            double radius = Math.hypot(dx, dy);
            double star = 0.33 + 0.11 * Math.cos(angle * points);
            double ring = Math.abs(radius - 0.46);
            Colour ground = glaze[(column + row & 1) == 0 ? 0 : 1];
            Colour tile = radius < star ? glaze[2] : ring < 0.03 ? glaze[(column + row & 1) == 0 ? 1 : 0] : ground;
            double joint = smooth(0.0, 0.03, 0.5 - Math.max(Math.abs(dx), Math.abs(dy)));
            double worn = 0.75 + 0.5 * noise.fractal(a * 2.5, b * 2.5, 4);
            double tone = 0.85 + 0.3 * noise.lattice(column, row);
            double sheen = 0.4 * Math.exp(-18 * Math.pow(x - 0.9 + 0.3 * y, 2)) * (1 - y);
            return tile.times(worn * tone * (0.35 + 0.65 * joint))
                    .plus(Colour.WHITE.times(sheen))
                    .times(0.7 + 0.35 * y);
        });
    }
}
