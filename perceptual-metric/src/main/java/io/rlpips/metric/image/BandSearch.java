package io.rlpips.metric.image;

import java.util.Arrays;

/**
 * Looks for the inner edge of a border along one side. A window of lines moves inwards and has to stay plain; the band
 * ends where the next lines depart from the window's colour at once. Because the window follows a colour that changes
 * slowly, a border may be shaded, and a sky that fades into the picture has no edge.
 */
final class BandSearch {
    /** Thinnest border worth cutting off, as a share of the side it shortens; the window is as wide. */
    static final double MIN_SHARE = 0.02;

    static final double MAX_SHARE = 0.40;
    /** Of 255: how uneven a plain window may be along the side, noise aside. */
    static double PLAIN = 4;

    static double ONSET = 2.5;
    static double ONSET_NOISE = 0.4;
    static double EDGE = 6;
    static double EDGE_NOISE = 0.5;
    static int BEHIND = 4;
    static double COVER = Double.parseDouble(System.getProperty("cover", "0.65"));
    static double COVERT = Double.parseDouble(System.getProperty("covert", "3"));

    private final LineMeans lines;
    private final int most;
    private final int width;
    private final double[] window;

    /** @param depth lines of which the shares are taken; at least as many as there are */
    BandSearch(LineMeans lines, int depth) {
        this.lines = lines;
        this.most = Math.min(lines.count() - 1, (int) (depth * MAX_SHARE));
        this.width = Math.max(2, (int) Math.ceil(depth * MIN_SHARE));
        this.window = new double[lines.segments() * 3];
    }

    /** @return lines to take off; 0 where there is no border */
    int border() {
        if (width > most) {
            return 0;
        }
        for (int line = 0; line < width; line++) {
            add(lines.of(line), 1.0 / width);
        }
        for (int line = width; line <= most; line++) {
            BandColour colour = new BandColour(window);
            double noise = noise(colour, line);
            if (colour.departure(window) > PLAIN + 1.25 * noise / Math.sqrt(width)) {
                return 0;
            }
            int edge = edge(colour, noise, line);
            if (edge > 0) {
                return edge <= most ? edge : 0;
            }
            add(lines.of(line), 1.0 / width);
            add(lines.of(line - width), -1.0 / width);
        }
        return 0;
    }

    /** @return how far single lines of the window before {@code end} lie from its colour */
    private double noise(BandColour colour, int end) {
        double sum = 0;
        for (int line = end - width; line < end; line++) {
            sum += colour.departure(lines.of(line));
        }
        return sum / width;
    }

    /** @return the first line behind the edge, where one begins at {@code onset}; otherwise 0 */
    private int edge(BandColour colour, double noise, int onset) {
        if (colour.departure(lines.of(onset)) < noise + ONSET + ONSET_NOISE * noise) {
            return 0;
        }
        int behind = Math.min(BEHIND, lines.count() - onset);
        double[] departures = new double[behind];
        for (int i = 0; i < behind; i++) {
            departures[i] = colour.departure(lines.of(onset + i));
        }
        double[] sorted = departures.clone();
        Arrays.sort(sorted);
        double beyond = sorted[behind / 2];
        if (beyond < noise + EDGE + EDGE_NOISE * noise) {
            return 0;
        }
        int edge = onset;
        while (departures[edge - onset] < (noise + beyond) / 2) {
            edge++;
        }
        double[] mean = new double[window.length];
        int n = Math.min(BEHIND, lines.count() - edge);
        for (int i = 0; i < n; i++) {
            double[] line = lines.of(edge + i);
            for (int k = 0; k < mean.length; k++) {
                mean[k] += line[k] / n;
            }
        }
        return colour.cover(mean, COVERT + 0.65 * noise) >= COVER ? edge : 0;
    }

    private void add(double[] line, double weight) {
        for (int i = 0; i < window.length; i++) {
            window[i] += weight * line[i];
        }
    }
}
