package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Rounded stones on a beach, lit from the side, larger ones scattered between small ones. */
final class Pebbles implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double size = random.nextDouble(4, 8);
        double hue = random.nextDouble();
        double colourful = random.nextDouble(0.08, 0.55);
        double stretch = random.nextDouble(0.7, 1.5);
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            double warpX = (noise.at(x * 3, y * 3) - 0.5) * 0.12;
            double warpY = (noise.at(x * 3 + 50, y * 3) - 0.5) * 0.12;
            double zoom = size * (0.75 + 0.6 * y);
            Noise.Cell cell = noise.cell((x + warpX) * zoom, (y + warpY) * zoom * stretch, 0.85);
            double height1 = Math.min(1, cell.edge() * 1.8);
            double dome = Math.sqrt(1 - (1 - height1) * (1 - height1));
            double light = 0.22 + 0.72 * dome * (0.62 - 0.55 * cell.dx() - 0.6 * cell.dy());
            double speckles = noise.fractal(x * 70 + cell.id() * 99, y * 70, 3);
            double veins = smooth(0.48, 0.5, noise.fractal(x * 9 + cell.id() * 50, y * 22, 3))
                    * (cell.id() > 0.7 ? 0.35 : 0.05);
            Colour stone = Colour.hsv(
                    hue + 0.25 * cell.id(),
                    colourful * noise.lattice((int) (cell.id() * 1e6), 4),
                    0.35 + 0.6 * cell.id());
            double glint = Math.pow(Math.max(0, dome * (0.72 - 0.7 * cell.dx() - 0.7 * cell.dy())), 9) * 0.3;
            return stone.times(0.78 + 0.45 * speckles)
                    .mix(Colour.WHITE, veins)
                    .times(Math.max(0.06, light * 1.5))
                    .plus(Colour.WHITE.times(glint));
        });
    }
}
