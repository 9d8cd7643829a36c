package io.rlpips.local.gallery;

import io.rlpips.local.gallery.RayTracer.Ball;
import io.rlpips.local.gallery.RayTracer.Surface;
import io.rlpips.local.gallery.RayTracer.Vector;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Fruit on a table before a dark wall, light from a window at one side. */
final class StillLife implements Scene {
    @Override
    public RgbImage draw(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Noise noise = new Noise(random.nextLong());
        List<Ball> fruit = new ArrayList<>();
        double plateX = random.nextDouble(-1.2, 1.2);
        Colour china = Colour.hsv(random.nextDouble(), random.nextDouble(0, 0.5), 0.95);
        fruit.add(new Ball(new Vector(plateX, 0.1, 0.6), 1.9, 0.07, place -> china, 0.12, 0.8));
        pile(fruit, random, noise, plateX);
        grapes(fruit, random, plateX + (plateX > 0 ? -2.3 : 2.3));
        Colour cloth = Colour.hsv(random.nextDouble(), random.nextDouble(0.1, 0.75), random.nextDouble(0.3, 0.9));
        boolean boards = random.nextBoolean();
        Colour wall = Colour.hsv(random.nextDouble(), random.nextDouble(0.15, 0.6), random.nextDouble(0.12, 0.55));
        double side = random.nextBoolean() ? 1 : -1;
        RayTracer tracer = new RayTracer(
                fruit,
                place -> boards ? board(noise, cloth, place) : checked(noise, cloth, place),
                direction -> wall.times(0.55 + 0.9 * Math.max(0, 0.5 + side * direction.x()))
                        .times(0.85 + 0.3 * noise.fractal(direction.x() * 6, direction.y() * 6, 4)),
                new Vector(side * 1.1, 1.05, -0.55),
                new Colour(1.05, 0.95, 0.8));
        Vector eye = new Vector(0, 2.4, -6);
        return Shading.shadeSmoothly(
                width,
                height,
                (x, y) -> tracer.trace(eye, new Vector((x - 0.667) * 0.95, 0.13 - y * 0.95, 1).unit(), 1));
    }

    private static void pile(List<Ball> fruit, SplittableRandom random, Noise noise, double plateX) {
        int pieces = random.nextInt(4, 8);
        for (int i = 0; i < pieces; i++) {
            double radius = random.nextDouble(0.42, 0.62);
            double turn = 2 * Math.PI * (i + random.nextDouble(0.4)) / (pieces - 1);
            boolean top = i == pieces - 1;
            double out = top ? 0.1 : 0.95;
            Vector centre = new Vector(
                    plateX + out * Math.cos(turn), (top ? 1.1 : 0.16) + radius * 0.92, 0.6 + out * Math.sin(turn));
            fruit.add(new Ball(centre, radius, random.nextDouble(0.82, 1.05), skin(random, noise, centre), 0.03, 0.55));
        }
    }

    private static Surface skin(SplittableRandom random, Noise noise, Vector centre) {
        double[][] kinds = {
            {0.99, 0.13, 0.85}, {0.07, 0.09, 0.98}, {0.15, 0.12, 0.95}, {0.27, 0.2, 0.7}, {0.92, 0.95, 0.5}
        };
        double[] kind = kinds[random.nextInt(kinds.length)];
        return place -> {
            Vector local = place.plus(centre, -1);
            double spots = noise.fractal(local.x() * 9 + centre.x() * 50, local.y() * 9 + local.z() * 7, 4);
            double blush = noise.at(local.x() * 1.8 + centre.x() * 9, local.y() * 1.8);
            Colour peel = Colour.hsv(kind[0], 0.85, kind[2]).mix(Colour.hsv(kind[1], 0.8, kind[2]), blush);
            double stalk = Math.exp(-30 * (local.x() * local.x() + local.z() * local.z())) * (local.y() > 0 ? 0.75 : 0);
            return peel.times(0.75 + 0.5 * spots).mix(new Colour(0.2, 0.14, 0.06), stalk);
        };
    }

    private static void grapes(List<Ball> fruit, SplittableRandom random, double x) {
        Colour skin = Colour.hsv(random.nextBoolean() ? 0.78 : 0.24, 0.6, random.nextDouble(0.35, 0.75));
        for (int i = 0; i < 16; i++) {
            double level = i < 9 ? 0.22 : i < 14 ? 0.52 : 0.8;
            double spread = i < 9 ? 0.72 : i < 14 ? 0.45 : 0.12;
            Vector centre = new Vector(
                    x + random.nextDouble(-spread, spread), level, -0.4 + random.nextDouble(-spread, spread) * 0.8);
            Colour one = skin.times(random.nextDouble(0.75, 1.2));
            fruit.add(new Ball(centre, 0.23, 1.08, place -> one, 0.05, 0.8));
        }
    }

    private static Colour board(Noise noise, Colour tone, Vector place) {
        double plank = Math.floor(place.z() / 0.9);
        double grain = noise.fractal(place.x() * 0.8 + plank * 9, place.z() * 14, 4);
        double gap = Math.abs(place.z() / 0.9 - plank - 0.5) > 0.48 ? 0.35 : 1;
        return new Colour(0.55, 0.36, 0.2).mix(tone, 0.25).times((0.55 + 0.8 * grain) * gap);
    }

    private static Colour checked(Noise noise, Colour tone, Vector place) {
        boolean across = Math.floorMod((int) Math.floor(place.x() / 0.35), 2) == 0;
        boolean along = Math.floorMod((int) Math.floor(place.z() / 0.35), 2) == 0;
        double thread = 0.85 + 0.3 * noise.fractal(place.x() * 20, place.z() * 20, 2);
        double share = (across ? 0.5 : 0) + (along ? 0.5 : 0);
        return new Colour(0.93, 0.92, 0.9).mix(tone, share).times(thread);
    }
}
