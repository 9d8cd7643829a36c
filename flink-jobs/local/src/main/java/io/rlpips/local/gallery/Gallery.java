package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pictures of the demo: drawn by formulas and strokes, so that none has to be shipped and all may be shown. */
public final class Gallery {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 360;
    private static final Map<String, Scene> SCENES = scenes();
    private static final List<String> STRANGERS = List.of("kaleidoscope", "circuit-board", "fireworks", "tiled-floor");
    private static final List<String> SECOND_REFERENCE =
            List.of("poster", "glossy-spheres", "still-life", "veined-marble", "planet");

    /** Kinds of which no two pictures look alike; two forests do, to a person as to the metric. */
    private static final List<String> DRAWN_OTHERWISE = List.of(
            "mountain-lake",
            "wooden-boards",
            "tartan",
            "stained-glass",
            "house-front",
            "pebbles",
            "poured-paint",
            "julia-set",
            "planet",
            "glossy-spheres",
            "still-life",
            "poster",
            "flower-meadow",
            "street-lights",
            "balloons",
            "veined-marble");

    private Gallery() {}

    /**
     * A picture and how it came about.
     *
     * @param name unique among all pictures of the gallery, usable as a file name
     */
    public record Drawing(String name, RgbImage picture) {}

    private record Plan(String kind, int variant) {
        /** Spread over all numbers: neighbouring seeds begin with similar random values. */
        long seed() {
            long mixed = (kind.hashCode() * 31L + variant) * 0x9E3779B97F4A7C15L;
            mixed = (mixed ^ mixed >>> 29) * 0xBF58476D1CE4E5B9L;
            return mixed ^ mixed >>> 32;
        }
    }

    private static Map<String, Scene> scenes() {
        Map<String, Scene> scenes = new LinkedHashMap<>();
        scenes.put("mountain-lake", new MountainLake());
        scenes.put("sea-sunset", new SeaSunset());
        scenes.put("dunes", new Dunes());
        scenes.put("cloudy-sky", new CloudySky());
        scenes.put("terrain", new TerrainFromAbove());
        scenes.put("misty-forest", new MistyForest());
        scenes.put("aurora", new Aurora());
        scenes.put("wooden-boards", new WoodenBoards());
        scenes.put("veined-marble", new VeinedMarble());
        scenes.put("tartan", new TartanCloth());
        scenes.put("stained-glass", new StainedGlass());
        scenes.put("house-front", new BrickWall());
        scenes.put("pebbles", new Pebbles());
        scenes.put("poured-paint", new PouredPaint());
        scenes.put("julia-set", new JuliaSet());
        scenes.put("planet", new PlanetAndStars());
        scenes.put("city-night", new CityAtNight());
        scenes.put("glossy-spheres", new GlossySpheres());
        scenes.put("still-life", new StillLife());
        scenes.put("poster", new Poster());
        scenes.put("flower-meadow", new FlowerMeadow());
        scenes.put("street-lights", new StreetLights());
        scenes.put("balloons", new Balloons());
        scenes.put("kaleidoscope", new Kaleidoscope());
        scenes.put("circuit-board", new CircuitBoard());
        scenes.put("fireworks", new Fireworks());
        scenes.put("tiled-floor", new TiledFloor());
        return Collections.unmodifiableMap(scenes);
    }

    /** @return 28 pictures worth protecting, the same ones every time, in a fixed order */
    public static List<Drawing> references() {
        return draw(planOfReferences());
    }

    /** @return only the first of them, for drawing takes its time */
    public static List<Drawing> references(int count) {
        return draw(planOfReferences().subList(0, count));
    }

    private static List<Plan> planOfReferences() {
        List<Plan> plans = new ArrayList<>();
        SCENES.keySet().stream()
                .filter(kind -> !STRANGERS.contains(kind))
                .forEach(kind -> plans.add(new Plan(kind, 1)));
        SECOND_REFERENCE.forEach(kind -> plans.add(new Plan(kind, 4)));
        return plans;
    }

    /** @return 28 pictures that are no copy of any reference: other kinds, and the same kinds drawn otherwise */
    public static List<Drawing> unrelated() {
        return draw(planOfUnrelated());
    }

    /** @return only the first of them */
    public static List<Drawing> unrelated(int count) {
        return draw(planOfUnrelated().subList(0, count));
    }

    private static List<Plan> planOfUnrelated() {
        List<Plan> plans = new ArrayList<>();
        for (String kind : STRANGERS) {
            plans.addAll(List.of(new Plan(kind, 1), new Plan(kind, 2), new Plan(kind, 3)));
        }
        DRAWN_OTHERWISE.forEach(kind -> plans.add(new Plan(kind, 3)));
        return plans;
    }

    private static List<Drawing> draw(List<Plan> plans) {
        return plans.parallelStream()
                .map(plan -> new Drawing(
                        plan.kind() + "-" + plan.variant(),
                        SCENES.get(plan.kind()).draw(WIDTH, HEIGHT, plan.seed())))
                .toList();
    }
}
