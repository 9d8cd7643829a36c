package io.rlpips.metric.image;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;

/**
 * The one resize of this project: a separable triangle filter with half-pixel centres. Growing, the triangle is one
 * source pixel wide on either side (bilinear); shrinking, it is as wide as an output pixel, so that every source pixel
 * counts and nothing aliases.
 *
 * <p>No weight is negative and the weights of an output pixel sum to exactly one. Three things follow that the robustness
 * of the metric leans on: a constant picture stays constant, no output leaves the range of its inputs, and a
 * perturbation bounded by {@code epsilon} in every sample stays bounded by {@code epsilon}.
 *
 * <p>Weights are multiples of 2^-22, so a sample (8 bits) times a horizontal and a vertical weight fits in the 53 bits
 * of a double: all sums are exact, no order of summation matters, and the only rounding is the last one (half up).
 */
public final class Resize {
    private static final double WEIGHT_UNIT = 1 << 22;

    private Resize() {}

    /**
     * @param width columns wanted, at least 1
     * @param height rows wanted, at least 1
     * @return the source itself where it already has that size
     * @throws RlpipsException INVALID_ARGUMENT for sizes below 1 or beyond what an array can hold
     */
    public static RgbImage to(RgbImage source, int width, int height) {
        requirePossible(width, height);
        if (width == source.width() && height == source.height()) {
            return source;
        }
        Taps horizontal = Taps.of(source.width(), width);
        Taps vertical = Taps.of(source.height(), height);
        return new RgbImage(width, height, filter(source, horizontal, vertical));
    }

    /**
     * A part of a picture in one step, as if it had been cut out first: only pixels that lie in the region, even by a
     * part of them, are looked at. Where the region's edges are edges of pixels, the result is that of cutting them out
     * and resizing, bit for bit; the whole is {@link #to(RgbImage, int, int)}.
     *
     * @param width columns wanted, at least 1
     * @param height rows wanted, at least 1
     * @return the region, stretched to that size
     * @throws RlpipsException INVALID_ARGUMENT for sizes below 1 or beyond what an array can hold
     */
    public static RgbImage to(RgbImage source, Region region, int width, int height) {
        if (region.equals(Region.WHOLE)) {
            return to(source, width, height);
        }
        requirePossible(width, height);
        Taps horizontal =
                Taps.of(region.left() * source.width(), region.right() * source.width(), source.width(), width);
        Taps vertical =
                Taps.of(region.top() * source.height(), region.bottom() * source.height(), source.height(), height);
        return new RgbImage(width, height, filter(source, horizontal, vertical));
    }

    /**
     * The weights along one axis: before its rounding, the resize is the product of the vertical ones, the samples and
     * the horizontal ones transposed, which is what a derivative through it needs.
     *
     * @return [outputSize][sourceSize], none negative, rows sum to one; the identity where the sizes are equal
     */
    public static double[][] weights(int sourceSize, int outputSize) {
        Taps taps = Taps.of(sourceSize, outputSize);
        double[][] matrix = new double[outputSize][sourceSize];
        for (int output = 0; output < outputSize; output++) {
            double[] row = taps.weights[output];
            System.arraycopy(row, 0, matrix[output], taps.first[output], row.length);
        }
        return matrix;
    }

    private static void requirePossible(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height * 3 > Integer.MAX_VALUE - 8) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot resize to %d x %d pixels".formatted(width, height));
        }
    }

    /** Keeps only as many filtered rows as one output row needs, in a ring. */
    private static byte[] filter(RgbImage source, Taps horizontal, Taps vertical) {
        int outputRows = vertical.first.length;
        int rowLength = horizontal.first.length * 3;
        double[][] ring = new double[vertical.longest()][rowLength];
        double[] sums = new double[rowLength];
        byte[] pixels = new byte[rowLength * outputRows];
        int nextSourceRow = 0;
        for (int y = 0; y < outputRows; y++) {
            double[] weights = vertical.weights[y];
            int first = vertical.first[y];
            nextSourceRow = Math.max(nextSourceRow, first);
            for (; nextSourceRow < first + weights.length; nextSourceRow++) {
                filterRow(source, nextSourceRow, horizontal, ring[nextSourceRow % ring.length]);
            }
            Arrays.fill(sums, 0);
            for (int tap = 0; tap < weights.length; tap++) {
                accumulate(sums, ring[(first + tap) % ring.length], weights[tap]);
            }
            round(sums, pixels, y * rowLength);
        }
        return pixels;
    }

    private static void filterRow(RgbImage source, int row, Taps taps, double[] filtered) {
        byte[] pixels = source.pixels();
        int rowStart = row * source.width() * 3;
        for (int x = 0; x < taps.first.length; x++) {
            double red = 0;
            double green = 0;
            double blue = 0;
            int at = rowStart + taps.first[x] * 3;
            for (double weight : taps.weights[x]) {
                red += weight * (pixels[at] & 0xff);
                green += weight * (pixels[at + 1] & 0xff);
                blue += weight * (pixels[at + 2] & 0xff);
                at += 3;
            }
            filtered[x * 3] = red;
            filtered[x * 3 + 1] = green;
            filtered[x * 3 + 2] = blue;
        }
    }

    private static void accumulate(double[] sums, double[] row, double weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * row[i];
        }
    }

    private static void round(double[] sums, byte[] pixels, int at) {
        for (int i = 0; i < sums.length; i++) {
            pixels[at + i] = (byte) (int) (sums[i] + 0.5);
        }
    }

    /**
     * For each output position the first source position it looks at and the weights from there on.
     *
     * @param first never decreases from one output position to the next
     */
    private record Taps(int[] first, double[][] weights) {
        /** Of a pixel: less of one lies in a region by rounding alone. */
        private static final double SLIVER = 1e-6;

        static Taps of(int sourceSize, int outputSize) {
            return of(0, sourceSize, sourceSize, outputSize);
        }

        /** From one continuous source coordinate to another. */
        static Taps of(double start, double end, int sourceSize, int outputSize) {
            double scale = (end - start) / outputSize;
            int lowest = Math.min(sourceSize - 1, (int) Math.floor(start + SLIVER));
            int limit = Math.max(lowest + 1, Math.min(sourceSize, (int) Math.ceil(end - SLIVER)));
            double support = Math.max(1, scale);
            int[] first = new int[outputSize];
            double[][] weights = new double[outputSize][];
            for (int output = 0; output < outputSize; output++) {
                double centre = start + (output + 0.5) * scale;
                int from = Math.max(lowest, (int) Math.floor(centre - support));
                int until = Math.min(limit, (int) Math.ceil(centre + support));
                first[output] = from;
                weights[output] = quantised(triangle(from, until, centre, support));
            }
            return new Taps(first, weights);
        }

        private static double[] triangle(int from, int until, double centre, double support) {
            double[] heights = new double[until - from];
            for (int i = 0; i < heights.length; i++) {
                heights[i] = Math.max(0, 1 - Math.abs(from + i + 0.5 - centre) / support);
            }
            return heights;
        }

        /** Rounds the running sum rather than each weight: the total stays exactly one and no weight falls below 0. */
        private static double[] quantised(double[] heights) {
            double total = Arrays.stream(heights).sum();
            double[] weights = new double[heights.length];
            double sum = 0;
            double before = 0;
            for (int i = 0; i < heights.length; i++) {
                sum += heights[i];
                double upTo = i == heights.length - 1 ? WEIGHT_UNIT : Math.rint(sum / total * WEIGHT_UNIT);
                weights[i] = (upTo - before) / WEIGHT_UNIT;
                before = upTo;
            }
            return weights;
        }

        int longest() {
            return Arrays.stream(weights).mapToInt(row -> row.length).max().orElseThrow();
        }
    }
}
