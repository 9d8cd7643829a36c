package io.rlpips.metric.image;

/**
 * The lines along one side of a picture, each summed up by the mean colours of its segments: few numbers, in which
 * noise of single pixels has mostly cancelled. Reads at most {@link #MOST_SAMPLES} pixels a line, evenly spread, so that
 * a large picture costs little more than a small one. Lines are summed up when they are first asked for.
 */
final class LineMeans {
    static final int MOST_SAMPLES = 512;
    static final int MOST_SEGMENTS = 32;
    static final int FEWEST_PIXELS = 8;

    private final RgbImage image;
    private final PixelBox box;
    private final PictureSide side;
    private final int segments;
    private final double[][] lines;

    LineMeans(RgbImage image, PixelBox box, PictureSide side) {
        this.image = image;
        this.box = box;
        this.side = side;
        this.segments = Math.max(1, Math.min(MOST_SEGMENTS, box.length(side) / FEWEST_PIXELS));
        this.lines = new double[box.depth(side)][];
    }

    int count() {
        return lines.length;
    }

    int segments() {
        return segments;
    }

    /**
     * @param line 0 is the outermost
     * @return mean red, green and blue of each segment in turn, 0 to 255; not to be written to
     */
    double[] of(int line) {
        if (lines[line] == null) {
            lines[line] = summedUp(line);
        }
        return lines[line];
    }

    private double[] summedUp(int line) {
        int length = box.length(side);
        int samples = Math.min(MOST_SAMPLES, length);
        int start = offset(line);
        int step = side.vertical() ? 3 : image.width() * 3;
        byte[] pixels = image.pixels();
        double[] means = new double[segments * 3];
        int sample = 0;
        for (int segment = 0; segment < segments; segment++) {
            int until = samples * (segment + 1) / segments;
            int count = until - sample;
            int red = 0;
            int green = 0;
            int blue = 0;
            for (; sample < until; sample++) {
                int along = samples == length ? sample : (int) ((long) sample * length / samples);
                int at = start + along * step;
                red += pixels[at] & 0xff;
                green += pixels[at + 1] & 0xff;
                blue += pixels[at + 2] & 0xff;
            }
            means[segment * 3] = (double) red / count;
            means[segment * 3 + 1] = (double) green / count;
            means[segment * 3 + 2] = (double) blue / count;
        }
        return means;
    }

    /** @return where the first pixel of a line lies */
    private int offset(int line) {
        int x =
                switch (side) {
                    case TOP, BOTTOM -> box.left();
                    case LEFT -> box.left() + line;
                    case RIGHT -> box.right() - 1 - line;
                };
        int y =
                switch (side) {
                    case TOP -> box.top() + line;
                    case BOTTOM -> box.bottom() - 1 - line;
                    case LEFT, RIGHT -> box.top();
                };
        return (y * image.width() + x) * 3;
    }
}
