package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** A rose window or a field of panes, lead between the glass, daylight behind it. */
final class StainedGlass implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        boolean rose = random.nextBoolean();
        double hue = random.nextDouble();
        double spread = random.nextDouble(0.25, 0.9);
        int petals = random.nextInt(6, 15);
        double panes = random.nextDouble(4.5, 9);
        double disorder = random.nextDouble(0.55, 1);
        double lightX = random.nextDouble(0.3, 1);
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            double dx = x - 0.667;
            double dy = y - 0.5;
            double radius = Math.hypot(dx, dy);
            double u = rose ? (Math.atan2(dy, dx) / (2 * Math.PI) + 0.5) * petals : x * panes;
            double v = rose ? Math.sqrt(radius) * panes * 0.9 : y * panes;
            Noise.Cell cell = noise.cell(u, v, rose ? 0.25 : disorder);
            double lead = smooth(0.035, 0.085, cell.edge());
            double ring = rose
                    ? smooth(0.006, 0.014, Math.abs(radius - 0.46)) * smooth(0.004, 0.010, Math.abs(radius - 0.12))
                    : 1;
            double bubbles = noise.fractal(x * 24, y * 24, 4);
            double order = rose ? Math.floor(v) * 0.23 : 0;
            Colour glass = Colour.hsv(
                    hue + spread * (cell.id() + order), 0.55 + 0.4 * noise.lattice((int) (cell.id() * 1e6), 1), 1);
            double daylight = 1.15 - 0.7 * Math.hypot(x - lightX, y - 0.25) + (bubbles - 0.5) * 0.5;
            boolean outside = rose && radius > 0.46;
            Colour pane =
                    outside ? new Colour(0.13, 0.12, 0.14).times(0.6 + bubbles) : glass.times(Math.max(0.2, daylight));
            return pane.times((outside ? 1 : 0.05 + 0.95 * lead) * ring);
        });
    }
}
