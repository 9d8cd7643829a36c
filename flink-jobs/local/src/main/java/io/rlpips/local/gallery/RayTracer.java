package io.rlpips.local.gallery;

import java.util.List;

/** Rays against ellipsoids on a floor: one sun with shadows, one mirror bounce, light falling off with distance. */
final class RayTracer {
    private static final double FAR = 1e9;
    private static final Vector SUN_SOFT = new Vector(0, 1, 0);

    private final List<Ball> balls;
    private final Surface floor;
    private final Backdrop backdrop;
    private final Vector sun;
    private final Colour sunlight;

    RayTracer(List<Ball> balls, Surface floor, Backdrop backdrop, Vector sun, Colour sunlight) {
        this.balls = List.copyOf(balls);
        this.floor = floor;
        this.backdrop = backdrop;
        this.sun = sun.unit();
        this.sunlight = sunlight;
    }

    /** The colour of a surface at a place. */
    @FunctionalInterface
    interface Surface {
        Colour at(Vector place);
    }

    /** What a ray sees that hits nothing. */
    @FunctionalInterface
    interface Backdrop {
        Colour at(Vector direction);
    }

    record Vector(double x, double y, double z) {
        Vector plus(Vector other, double factor) {
            return new Vector(x + other.x * factor, y + other.y * factor, z + other.z * factor);
        }

        double dot(Vector other) {
            return x * other.x + y * other.y + z * other.z;
        }

        Vector unit() {
            double scale = 1 / Math.sqrt(dot(this));
            return new Vector(x * scale, y * scale, z * scale);
        }
    }

    /**
     * An ellipsoid.
     *
     * @param radius of the horizontal section
     * @param flat height as a share of the width
     * @param mirror share of light it mirrors, 0 to 1
     * @param gloss strength of the highlight
     */
    record Ball(Vector centre, double radius, double flat, Surface surface, double mirror, double gloss) {
        /** @return distance along the ray, or more than {@link #FAR} */
        double hit(Vector from, Vector along) {
            double ox = from.x - centre.x;
            double oy = (from.y - centre.y) / flat;
            double oz = from.z - centre.z;
            double dy = along.y / flat;
            double a = along.x * along.x + dy * dy + along.z * along.z;
            double b = ox * along.x + oy * dy + oz * along.z;
            double root = b * b - a * (ox * ox + oy * oy + oz * oz - radius * radius);
            if (root < 0) {
                return 2 * FAR;
            }
            double near = (-b - Math.sqrt(root)) / a;
            return near > 1e-4 ? near : 2 * FAR;
        }

        Vector normal(Vector place) {
            return new Vector(place.x - centre.x, (place.y - centre.y) / (flat * flat), place.z - centre.z).unit();
        }
    }

    /** @param bounces how many mirror reflections are followed */
    Colour trace(Vector from, Vector along, int bounces) {
        double nearest = along.y < -1e-6 ? -from.y / along.y : 2 * FAR;
        Ball struck = null;
        for (Ball ball : balls) {
            double distance = ball.hit(from, along);
            if (distance < nearest) {
                nearest = distance;
                struck = ball;
            }
        }
        if (nearest > FAR) {
            return backdrop.at(along);
        }
        Vector place = from.plus(along, nearest);
        Vector normal = struck == null ? SUN_SOFT : struck.normal(place);
        Colour matter = struck == null ? floor.at(place) : struck.surface().at(place);
        Colour lit = matter.times(light(place, normal, struck));
        if (struck == null) {
            return lit.mix(backdrop.at(along), Math.min(0.9, nearest * nearest / 900));
        }
        Vector mirrored = along.plus(normal, -2 * along.dot(normal)).unit();
        double highlight = Math.pow(Math.max(0, mirrored.dot(sun)), 60) * struck.gloss();
        double edge = Math.pow(1 - Math.max(0, -along.unit().dot(normal)), 4);
        double share = Math.min(1, struck.mirror() + 0.5 * edge * struck.gloss());
        Colour reflection =
                bounces > 0 && share > 0.06 ? trace(place.plus(normal, 1e-3), mirrored, bounces - 1) : matter;
        return lit.mix(reflection, share).plus(sunlight.times(highlight));
    }

    private Colour light(Vector place, Vector normal, Ball self) {
        double direct = Math.max(0, normal.dot(sun));
        double open = 1;
        for (Ball ball : balls) {
            if (ball != self && direct > 0 && ball.hit(place, sun) < FAR) {
                direct = 0;
            }
            if (ball != self) {
                // Soft darkening where something stands close by.
                Vector to = ball.centre().plus(place, -1);
                double distance = Math.sqrt(to.dot(to));
                open -= Math.max(0, to.dot(normal) / distance)
                        * Math.pow(ball.radius() / Math.max(distance, 1e-6), 2)
                        * 0.8;
            }
        }
        Colour sky = backdrop.at(SUN_SOFT)
                .mix(Colour.WHITE, 0.4)
                .times(0.42 * Math.max(0.15, open) * (0.7 + 0.3 * normal.y));
        return sunlight.times(0.95 * direct).plus(sky);
    }
}
