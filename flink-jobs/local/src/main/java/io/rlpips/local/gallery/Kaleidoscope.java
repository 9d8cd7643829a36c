package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Glass splinters seen through mirrors. */
final class Kaleidoscope implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        int mirrors = random.nextInt(3, 8);
        double hue = random.nextDouble();
        double splinters = random.nextDouble(3, 7);
        double turn = random.nextDouble(6);
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            double dx = x - 0.667;
            double dy = y - 0.5;
            double radius = Math.hypot(dx, dy);
            double wedge = Math.PI / mirrors;
            double angle = Math.atan2(dy, dx) + turn;
            double folded = Math.abs(angle - 2 * wedge * Math.floor(angle / (2 * wedge) + 0.5));
            double u = radius * Math.cos(folded) * splinters;
            double v = radius * Math.sin(folded) * splinters;
            Noise.Cell cell = noise.cell(u + 30, v + 30, 1);
            double inner = noise.fractal(u * 2, v * 2, 3);
            Colour glass = Colour.hsv(hue + 0.6 * cell.id(), 0.85 - 0.5 * inner, 0.3 + 0.75 * inner);
            double edge = smooth(0.0, 0.06, cell.edge());
            return glass.times(0.35 + 0.65 * edge).times(1.15 - 0.75 * radius);
        });
    }
}
