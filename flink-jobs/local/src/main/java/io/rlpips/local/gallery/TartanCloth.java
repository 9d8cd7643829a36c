package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** Chequered wool, warp over weft, lying in folds. */
final class TartanCloth implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        int bands = random.nextInt(5, 10);
        double[] ends = new double[bands];
        Colour[] dyes = new Colour[bands];
        double hue = random.nextDouble();
        for (int i = 0; i < bands; i++) {
            ends[i] = (i == 0 ? 0 : ends[i - 1]) + Math.pow(random.nextDouble(0.25, 1), 2.2);
            dyes[i] = Colour.hsv(
                    hue + 0.33 * random.nextInt(3), random.nextDouble(0.2, 0.95), random.nextDouble(0.12, 0.95));
        }
        double repeat = random.nextDouble(0.22, 0.6);
        double turn = random.nextDouble(-0.6, 0.6);
        double drape = random.nextDouble(2, 6);
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            double height1 = fold(noise, x, y, drape);
            double slope = (height1 - fold(noise, x - 0.004, y - 0.004, drape)) * 90;
            double u = (x * Math.cos(turn) + y * Math.sin(turn)) + height1 * 0.10;
            double v = (y * Math.cos(turn) - x * Math.sin(turn)) + height1 * 0.07;
            Colour warp = dye(ends, dyes, u / repeat);
            Colour weft = dye(ends, dyes, v / repeat);
            double threads = 85;
            double twill = Math.floor(u * threads) + Math.floor(v * threads);
            boolean over = ((int) twill & 3) < 2;
            double thread = Math.sin(Math.PI * ((over ? u : v) * threads - Math.floor((over ? u : v) * threads)));
            double light = Math.max(0.3, Math.min(1.5, 0.88 + slope * 0.5)) * (0.72 + 0.34 * thread);
            return (over ? warp : weft).mix(over ? weft : warp, 0.22).times(light);
        });
    }

    private static double fold(Noise noise, double x, double y, double drape) {
        return noise.fractal(x * drape * 0.5 + y * 0.6, y * drape * 0.25 - x * 0.3, 2);
    }

    private static Colour dye(double[] ends, Colour[] dyes, double place) {
        double folded = Math.abs(place - 2 * Math.floor(place / 2 + 0.5)) * ends[ends.length - 1];
        int band = 0;
        while (band < ends.length - 1 && ends[band] < folded) {
            band++;
        }
        return dyes[band];
    }
}
