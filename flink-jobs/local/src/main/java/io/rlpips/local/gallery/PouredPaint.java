package io.rlpips.local.gallery;

import static io.rlpips.local.gallery.Shading.smooth;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Colours that ran into each other. */
final class PouredPaint implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double scale = random.nextDouble(1.0, 2.4);
        double run = random.nextDouble(1.2, 3.2);
        Colour[] paints = new Colour[5];
        double hue = random.nextDouble();
        for (int i = 0; i < paints.length; i++) {
            paints[i] = Colour.hsv(
                    hue + i * random.nextDouble(0.08, 0.3), random.nextDouble(0.3, 1), random.nextDouble(0.15, 1));
        }
        return Shading.shade(width, height, (x, y) -> {
            double u = x * scale;
            double v = y * scale;
            double q = noise.fractal(u, v, 4);
            double r = noise.fractal(u + 5.2, v + 1.3, 4);
            double s = noise.fractal(u + run * 2 * q + 1.7, v + run * 2 * r + 9.2, 4);
            double t = noise.fractal(u + run * 2 * r + 8.3, v + run * 2 * s + 2.8, 5);
            double place = Math.max(0, Math.min(0.9999, (t - 0.22) / 0.56)) * (paints.length - 1);
            int index = (int) place;
            Colour paint = paints[index].mix(paints[index + 1], smooth(0.25, 0.75, place - index));
            double thread = Math.pow(Math.max(0, 1 - Math.abs(s - 0.5) * 26), 2);
            return paint.times(0.72 + 0.62 * q).mix(Colour.WHITE, 0.55 * thread);
        });
    }
}
