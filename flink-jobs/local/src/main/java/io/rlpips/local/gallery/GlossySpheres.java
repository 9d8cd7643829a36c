package io.rlpips.local.gallery;

import io.rlpips.local.gallery.RayTracer.Ball;
import io.rlpips.local.gallery.RayTracer.Vector;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Polished balls on a patterned floor under an evening or noon sky. */
final class GlossySpheres implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        double hue = random.nextDouble();
        List<Ball> balls = balls(random, noise, hue);
        Colour tileA = Colour.hsv(hue + random.nextDouble(), random.nextDouble(0.1, 0.6), 0.85);
        Colour tileB = Colour.hsv(hue + random.nextDouble(), random.nextDouble(0.1, 0.8), 0.28);
        boolean stone = random.nextBoolean();
        double tile = random.nextDouble(0.5, 1.4);
        Colour zenith = Colour.hsv(random.nextDouble(0.5, 0.75), 0.7, random.nextDouble(0.35, 0.9));
        Colour low = Colour.hsv(random.nextDouble(0.02, 0.15), random.nextDouble(0.05, 0.6), 1);
        RayTracer tracer = new RayTracer(
                balls,
                place -> {
                    double grain = noise.fractal(place.x() * 3, place.z() * 3, 4);
                    boolean odd = ((int) Math.floor(place.x() / tile) + (int) Math.floor(place.z() / tile) & 1) == 0;
                    return stone
                            ? tileA.mix(tileB, noise.ridges(place.x() * 0.7, place.z() * 0.7, 5) - 0.1)
                            : (odd ? tileA : tileB).times(0.8 + 0.4 * grain);
                },
                direction -> low.mix(zenith, Math.pow(Math.max(0, direction.y()), 0.55)),
                new Vector(random.nextDouble(-1, 1), random.nextDouble(0.6, 1.4), -0.7),
                new Colour(1, 0.95, 0.86));
        Vector eye = new Vector(0, random.nextDouble(1.0, 2.2), -6.2);
        return Shading.shadeSmoothly(width, height, (x, y) -> {
            Vector along = new Vector((x - 0.667) * 0.9, 0.42 - y * 0.9 - eye.y() * 0.08, 1).unit();
            return tracer.trace(eye, along, 2);
        });
    }

    private static List<Ball> balls(SplittableRandom random, Noise noise, double hue) {
        List<Ball> balls = new ArrayList<>();
        int wanted = random.nextInt(4, 10);
        for (int attempt = 0; attempt < 400 && balls.size() < wanted; attempt++) {
            double radius = balls.isEmpty() ? random.nextDouble(0.9, 1.4) : random.nextDouble(0.28, 0.85);
            Vector centre = new Vector(random.nextDouble(-2.9, 2.9), radius, random.nextDouble(-2.2, 3.5));
            if (balls.stream().allMatch(ball -> apart(ball, centre, radius))) {
                Colour paint = Colour.hsv(
                        hue + random.nextDouble(0.7), random.nextDouble(0.35, 0.95), random.nextDouble(0.45, 1));
                boolean striped = random.nextInt(3) == 0;
                double stripes = random.nextDouble(4, 11);
                balls.add(new Ball(
                        centre,
                        radius,
                        1,
                        place -> striped && Math.sin(stripes * (place.y() + noise.at(place.x(), place.z()) * 0.3)) > 0
                                ? Colour.WHITE.times(0.92)
                                : paint,
                        random.nextInt(4) == 0 ? 0.75 : 0.08,
                        random.nextDouble(0.4, 1)));
            }
        }
        return balls;
    }

    private static boolean apart(Ball ball, Vector centre, double radius) {
        Vector between = ball.centre().plus(centre, -1);
        return Math.sqrt(between.dot(between)) > ball.radius() + radius + 0.03;
    }
}
