package io.rlpips.local.report;

import io.rlpips.metric.fingerprint.DistanceMap;
import io.rlpips.metric.image.RgbImage;

/** Where two pictures differ, as colour laid over a picture. */
public final class HeatMap {
    /** Dark blue over violet and orange to light yellow; perceptually ordered and safe for colour-blind readers. */
    private static final double[][] SCALE = {
        {13, 8, 60}, {84, 2, 163}, {156, 23, 158}, {218, 72, 104}, {248, 149, 64}, {240, 249, 33},
    };

    private static final double GROUND_SHARE = 0.35;

    private HeatMap() {}

    /**
     * The colours alone, to be laid over a picture by whoever shows it.
     *
     * @param side columns and rows wanted
     * @param map as in {@link #over}
     */
    public static RgbImage colours(DistanceMap map, int side) {
        float largest = largest(map);
        byte[] pixels = new byte[side * side * 3];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double heat = at(map, (x + 0.5) / side, (y + 0.5) / side) / largest;
                for (int channel = 0; channel < 3; channel++) {
                    pixels[(y * side + x) * 3 + channel] = (byte) Math.round(colour(heat, channel));
                }
            }
        }
        return new RgbImage(side, side, pixels);
    }

    /**
     * @param ground of any size; greyed under the colours
     * @param map its largest value gets the lightest colour, 0 the darkest
     * @return a picture of the ground's size
     */
    public static RgbImage over(RgbImage ground, DistanceMap map) {
        float largest = largest(map);
        byte[] pixels = new byte[ground.pixels().length];
        for (int y = 0; y < ground.height(); y++) {
            for (int x = 0; x < ground.width(); x++) {
                double heat = at(map, (x + 0.5) / ground.width(), (y + 0.5) / ground.height()) / largest;
                double grey = (ground.sample(x, y, 0) + ground.sample(x, y, 1) + ground.sample(x, y, 2)) / 3.0;
                for (int channel = 0; channel < 3; channel++) {
                    double mixed = GROUND_SHARE * grey + (1 - GROUND_SHARE) * colour(heat, channel);
                    pixels[(y * ground.width() + x) * 3 + channel] = (byte) Math.round(mixed);
                }
            }
        }
        return new RgbImage(ground.width(), ground.height(), pixels);
    }

    private static float largest(DistanceMap map) {
        float largest = 1e-9f;
        for (float value : map.values()) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    private static double at(DistanceMap map, double right, double down) {
        double x = Math.max(0, Math.min(map.width() - 1.0, right * map.width() - 0.5));
        double y = Math.max(0, Math.min(map.height() - 1.0, down * map.height() - 0.5));
        int left = (int) x;
        int top = (int) y;
        int nextX = Math.min(left + 1, map.width() - 1);
        int nextY = Math.min(top + 1, map.height() - 1);
        double upper = map.at(left, top) * (1 - x + left) + map.at(nextX, top) * (x - left);
        double lower = map.at(left, nextY) * (1 - x + left) + map.at(nextX, nextY) * (x - left);
        return upper * (1 - y + top) + lower * (y - top);
    }

    private static double colour(double heat, int channel) {
        double place = Math.max(0, Math.min(1, heat)) * (SCALE.length - 1);
        int step = Math.min((int) place, SCALE.length - 2);
        return SCALE[step][channel] + (SCALE[step + 1][channel] - SCALE[step][channel]) * (place - step);
    }
}
