package io.rlpips.metric.image;

import java.util.Arrays;

/**
 * Looks for the inner edge of a border along one side. A window of lines moves inwards and has to stay plain; the border
 * ends where the next lines depart from the window's colour, at once and along most of the side. Because the window
 * follows a colour that changes slowly, a border may be shaded, and a sky that fades into the picture has no edge.
 *
 * <p>Noise of single pixels mostly cancels in the means of segments, and what is left of it is measured on the window
 * itself: every limit grows with it.
 */
final class BandSearch {
    /** Thinnest border worth cutting off, as a share of the side it shortens; the window is as wide. */
    static final double MIN_SHARE = 0.02;

    static final double MAX_SHARE = 0.40;

    /** Of 255: how uneven a window may be along the side. */
    private static final double PLAIN = 4;

    /** Of 255: a line that departs by less belongs to the border. */
    private static final double ONSET = 2.5;

    /** Of 255: behind an edge lines depart by this. */
    private static final double EDGE = 8;

    /** Of 255: a segment that departs by this is seen to be another. */
    private static final double SEEN = 3;

    /** Share of a side along which an edge is seen; objects that reach into a plain ground cover less. */
    private static final double ALONG = 0.65;

    /** Lines: JPEG and smooth scaling spread an edge over two or three. */
    private static final int BEHIND = 4;

    /** Lines: within a block of JPEG's, what lies behind an edge shows before it. */
    private static final int RINGING = 8;

    /** Lines of a window that its noise is measured on; in large pictures it has many more. */
    private static final int NOISE_LINES = 10;

    private final LineMeans lines;
    private final int most;
    private final int width;
    private final double[] window;

    /** @param depth lines of the whole picture, of which the largest share is taken; at least as many as there are */
    BandSearch(LineMeans lines, int depth) {
        this.lines = lines;
        this.most = Math.min(lines.count() - 1, (int) (depth * MAX_SHARE));
        this.width = Math.max(2, (int) Math.ceil(lines.count() * MIN_SHARE));
        this.window = new double[lines.segments() * 3];
    }

    /** @return lines to take off; 0 where there is no border, or a wider one than {@link #MAX_SHARE} */
    int border() {
        for (int line = 0; line < width && width <= most; line++) {
            add(lines.of(line), 1.0 / width);
        }
        for (int line = width; line <= most; line++) {
            BandColour colour = new BandColour(window);
            double noise = noise(line);
            if (colour.departure(window) > PLAIN + 0.8 * noise / Math.sqrt(width)) {
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

    /**
     * What differs from line to line: noise does, while the picture's own structure goes on from one line to the next and
     * must not pass for it. A window takes part of each of its lines' noise with it, which is made up for.
     *
     * @return how far single lines of the window before {@code end} would lie from a plain band's colour on average
     */
    private double noise(int end) {
        int step = Math.max(1, width / NOISE_LINES);
        double sum = 0;
        int count = 0;
        for (int line = end - width; line < end; line += step) {
            sum += BandColour.distance(lines.of(line), window);
            count++;
        }
        return sum / count / Math.sqrt(1 - 1.0 / width);
    }

    /** @return the first line behind the edge, where one begins at {@code onset}; otherwise 0 */
    private int edge(BandColour colour, double noise, int onset) {
        if (colour.departure(lines.of(onset)) < ONSET + 1.4 * noise) {
            return 0;
        }
        double[] departures = new double[Math.min(RINGING, lines.count() - onset)];
        for (int i = 0; i < departures.length; i++) {
            departures[i] = colour.departure(lines.of(onset + i));
        }
        double[] behind = Arrays.copyOf(departures, Math.min(BEHIND, departures.length));
        Arrays.sort(behind);
        double inside = behind[behind.length / 2];
        if (inside < EDGE + 1.5 * noise) {
            return 0;
        }
        int edge = onset + lineBehind(departures, noise, (noise + inside) / 2);
        double along = colour.shareDeparting(meanFrom(edge), SEEN + 0.65 * noise);
        return along >= ALONG ? edge : 0;
    }

    /** @return where the departure makes half of its rise in a single line; failing that, where it crosses the level */
    private static int lineBehind(double[] departures, double noise, double level) {
        double rise = Arrays.stream(departures).max().orElse(level) - noise;
        for (int i = 0; i < departures.length; i++) {
            if (departures[i] - (i == 0 ? noise : departures[i - 1]) >= rise / 2) {
                return i;
            }
        }
        int crossing = 0;
        while (departures[crossing] < level) {
            crossing++;
        }
        return crossing;
    }

    /** @return mean of the few lines from that one on */
    private double[] meanFrom(int first) {
        double[] mean = new double[window.length];
        int count = Math.min(BEHIND, lines.count() - first);
        for (int line = first; line < first + count; line++) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += lines.of(line)[i] / count;
            }
        }
        return mean;
    }

    private void add(double[] line, double weight) {
        for (int i = 0; i < window.length; i++) {
            window[i] += weight * line[i];
        }
    }
}
