package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The pictures of the demo: drawn by formulas and strokes, so that none has to be shipped and all may be shown. */
public final class Gallery {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 360;

    private Gallery() {}

    /**
     * A picture and how it came about.
     *
     * @param name unique among all pictures of the gallery, usable as a file name
     */
    public record Drawing(String name, RgbImage picture) {}

    private record Plan(String kind, long seed) {}

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
        return scenes;
    }

    public static void main(String[] a) throws Exception {
        var sheet = new java.awt.image.BufferedImage(6 * 480, 9 * 360, 5);
        int i = 0;
        for (int s = 0; s < 2; s++)
            for (var e : scenes().entrySet()) {
                long t = System.nanoTime();
                var p = e.getValue().draw(WIDTH, HEIGHT, Long.parseLong(a[0]) + s);
                System.err.println(e.getKey() + " " + (System.nanoTime() - t) / 1000000);
                sheet.createGraphics().drawImage(io.rlpips.training.distortion.AwtPictures.toAwt(p), i % 6 * 480, i / 6 * 360, null);
                i++;
            }
        var half = new java.awt.image.BufferedImage(6 * 320, 9 * 240, 5);
        half.createGraphics().drawImage(sheet.getScaledInstance(6*320, 9*240, 4), 0, 0, null);
        javax.imageio.ImageIO.write(half, "png", new java.io.File(a[1]));
    }
}
