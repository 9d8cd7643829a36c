package io.rlpips.metric.image;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.Optional;

/**
 * The one resize of this project: a separable triangle filter with half-pixel centres. Growing, the triangle is one
 * source pixel wide on either side (bilinear); shrinking, it is as wide as an output pixel, so that every source pixel
 * counts and nothing aliases.
 *
 * <p>No weight is negative and the weights of an output pixel sum to exactly one. Three things follow that the robustness
 * of the metric leans on: a constant picture stays constant, no output leaves the range of its inputs, and a
 * perturbation bounded by {@code epsilon} in every sample stays bounded by {@code epsilon}.
 *
 * <p>Weights are multiples of 2^-22, so a sample (8 bits) times a weight of either axis fits in an int and that times
 * one of the other axis in a long: all sums are exact, no order of summation matters, and the only rounding is the last
 * one (half up).
 */
public final class Resize {
    private static final int WEIGHT_BITS = 22;
    private static final double WEIGHT_UNIT = 1 << WEIGHT_BITS;
    private static final long HALF = 1L << 2 * WEIGHT_BITS - 1;
    /** Taps that halving a picture needs, and enlarging it. */
    private static final int FEW = 4;

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
        boolean square = source.width() == source.height() && width == height;
        Taps vertical = square ? horizontal : Taps.of(source.height(), height);
        return filter(source, horizontal, vertical);
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
        return filter(source, horizontal, vertical);
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
            for (int source = taps.first[output]; source < taps.until(output); source++) {
                matrix[output][source] = taps.weight(output, source) / WEIGHT_UNIT;
            }
        }
        return matrix;
    }

    private static void requirePossible(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height * 3 > Integer.MAX_VALUE - 8) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot resize to %d x %d pixels".formatted(width, height));
        }
    }

    /** Vertically first, but for pictures that are so low that the sums of whole rows would outweigh them. */
    private static RgbImage filter(RgbImage source, Taps horizontal, Taps vertical) {
        long sumsBytes = (long) vertical.mostAtOnce() * horizontal.reach() * 3 * Integer.BYTES;
        byte[] pixels = sumsBytes > source.pixels().length
                ? horizontallyFirst(source, horizontal, vertical)
                : verticallyFirst(source, horizontal, vertical);
        return new RgbImage(horizontal.first.length, vertical.first.length, pixels);
    }

    /**
     * Whole rows at a time, which the compiler vectorises: a source row is added to every output row it counts for, and
     * an output row is finished once its last one has been.
     */
    private static byte[] verticallyFirst(RgbImage source, Taps horizontal, Taps vertical) {
        int columns = horizontal.first.length;
        int rows = vertical.first.length;
        int left = horizontal.first[0];
        int length = horizontal.reach() * 3;
        int[] samples = new int[length];
        int[][] sums = new int[vertical.mostAtOnce()][length];
        Optional<FewTaps> few = FewTaps.of(horizontal);
        byte[] pixels = new byte[columns * rows * 3];
        int begun = 0;
        int finished = 0;
        for (int row = vertical.first[0]; finished < rows; row++) {
            unpack(source.pixels(), (row * source.width() + left) * 3, samples);
            for (; begun < rows && vertical.first[begun] <= row; begun++) {
                Arrays.fill(sums[begun % sums.length], 0);
            }
            for (int output = finished; output < begun; output++) {
                accumulate(sums[output % sums.length], samples, vertical.weight(output, row));
            }
            for (; finished < begun && vertical.until(finished) == row + 1; finished++) {
                int[] done = sums[finished % sums.length];
                int to = finished * columns * 3;
                if (few.isPresent()) {
                    few.get().filterRow(done, pixels, to);
                } else {
                    filterRow(done, left, horizontal, pixels, to);
                }
            }
        }
        return pixels;
    }

    /** Keeps the source rows that one output row looks at, and of them no more than the output has columns. */
    private static byte[] horizontallyFirst(RgbImage source, Taps horizontal, Taps vertical) {
        int length = horizontal.first.length * 3;
        int rows = vertical.first.length;
        int[][] kept = new int[vertical.mostTaps()][length];
        long[] sums = new long[length];
        byte[] pixels = new byte[rows * length];
        int next = vertical.first[0];
        for (int output = 0; output < rows; output++) {
            for (; next < vertical.until(output); next++) {
                squash(source, next, horizontal, kept[next % kept.length]);
            }
            Arrays.fill(sums, 0);
            for (int row = vertical.first[output]; row < vertical.until(output); row++) {
                accumulate(sums, kept[row % kept.length], vertical.weight(output, row));
            }
            for (int i = 0; i < length; i++) {
                pixels[output * length + i] = rounded(sums[i]);
            }
        }
        return pixels;
    }

    /** One row of the source to as many columns as the output has. */
    private static void squash(RgbImage source, int row, Taps taps, int[] sums) {
        byte[] pixels = source.pixels();
        for (int x = 0; x < taps.first.length; x++) {
            int red = 0;
            int green = 0;
            int blue = 0;
            int at = (row * source.width() + taps.first[x]) * 3;
            int end = taps.offsets[x + 1];
            for (int tap = taps.offsets[x]; tap < end; tap++) {
                int weight = taps.weights[tap];
                red += weight * (pixels[at] & 0xff);
                green += weight * (pixels[at + 1] & 0xff);
                blue += weight * (pixels[at + 2] & 0xff);
                at += 3;
            }
            sums[x * 3] = red;
            sums[x * 3 + 1] = green;
            sums[x * 3 + 2] = blue;
        }
    }

    private static void accumulate(long[] sums, int[] row, long weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * row[i];
        }
    }

    private static void unpack(byte[] pixels, int from, int[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pixels[from + i] & 0xff;
        }
    }

    private static void accumulate(int[] sums, int[] samples, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weight * samples[i];
        }
    }

    /** @param left column of the first of the sums */
    private static void filterRow(int[] sums, int left, Taps taps, byte[] pixels, int to) {
        for (int x = 0; x < taps.first.length; x++) {
            long red = 0;
            long green = 0;
            long blue = 0;
            int at = (taps.first[x] - left) * 3;
            int end = taps.offsets[x + 1];
            for (int tap = taps.offsets[x]; tap < end; tap++) {
                long weight = taps.weights[tap];
                red += weight * sums[at];
                green += weight * sums[at + 1];
                blue += weight * sums[at + 2];
                at += 3;
            }
            pixels[to + x * 3] = rounded(red);
            pixels[to + x * 3 + 1] = rounded(green);
            pixels[to + x * 3 + 2] = rounded(blue);
        }
    }

    private static byte rounded(long sum) {
        return (byte) (sum + HALF >> 2 * WEIGHT_BITS);
    }

    /**
     * Four taps of every output position without a loop over them, which would take longer than what it does, and in
     * float64, of which a processor multiplies more at once than of 64-bit integers. No sum exceeds 2^52, so all of them
     * are exact as well.
     */
    private static final class FewTaps {
        private static final double UNIT = 1 / (WEIGHT_UNIT * WEIGHT_UNIT);

        /** Of the first tap of each output position, in samples of a row. */
        private final int[] places;
        /** Four of each output position; zeros stand for those that it does not look at. */
        private final double[] weights;
        /** Room for the samples of a row, and for those behind it that zeros are multiplied with. */
        private final double[] row;

        private FewTaps(int[] places, double[] weights, int rowLength) {
            this.places = places;
            this.weights = weights;
            this.row = new double[rowLength];
        }

        /** @return empty where some output position has more taps */
        static Optional<FewTaps> of(Taps taps) {
            int outputs = taps.first.length;
            int[] places = new int[outputs];
            double[] weights = new double[outputs * FEW];
            for (int output = 0; output < outputs; output++) {
                int from = taps.offsets[output];
                int count = taps.offsets[output + 1] - from;
                if (count > FEW) {
                    return Optional.empty();
                }
                places[output] = (taps.first[output] - taps.first[0]) * 3;
                for (int tap = 0; tap < count; tap++) {
                    weights[output * FEW + tap] = taps.weights[from + tap];
                }
            }
            int length = (taps.until(outputs - 1) - taps.first[0] + FEW - 1) * 3;
            return Optional.of(new FewTaps(places, weights, length));
        }

        void filterRow(int[] sums, byte[] pixels, int to) {
            for (int i = 0; i < sums.length; i++) {
                row[i] = sums[i];
            }
            for (int x = 0; x < places.length; x++) {
                int at = places[x];
                double first = weights[x * FEW];
                double second = weights[x * FEW + 1];
                double third = weights[x * FEW + 2];
                double fourth = weights[x * FEW + 3];
                pixels[to + x * 3] =
                        rounded(first * row[at] + second * row[at + 3] + third * row[at + 6] + fourth * row[at + 9]);
                pixels[to + x * 3 + 1] = rounded(
                        first * row[at + 1] + second * row[at + 4] + third * row[at + 7] + fourth * row[at + 10]);
                pixels[to + x * 3 + 2] = rounded(
                        first * row[at + 2] + second * row[at + 5] + third * row[at + 8] + fourth * row[at + 11]);
            }
        }

        private static byte rounded(double sum) {
            return (byte) (int) (sum * UNIT + 0.5);
        }
    }

    /**
     * For each output position the first source position it looks at and the weights from there on, in units of 2^-22.
     *
     * @param first never decreases from one output position to the next, as {@link #until} does not
     * @param weights of all output positions, one after the other
     * @param offsets where those of each begin, and their number
     */
    private record Taps(int[] first, int[] weights, int[] offsets) {
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
            int most = (int) Math.ceil(2 * support) + 1;
            double[] heights = new double[most];
            int[] first = new int[outputSize];
            int[] weights = new int[outputSize * most];
            int[] offsets = new int[outputSize + 1];
            for (int output = 0; output < outputSize; output++) {
                double centre = start + (output + 0.5) * scale;
                int from = Math.max(lowest, (int) Math.floor(centre - support));
                int until = Math.min(limit, (int) Math.ceil(centre + support));
                first[output] = from;
                offsets[output + 1] = offsets[output] + until - from;
                for (int i = 0; i < until - from; i++) {
                    heights[i] = Math.max(0, 1 - Math.abs(from + i + 0.5 - centre) / support);
                }
                quantise(heights, until - from, weights, offsets[output]);
            }
            return new Taps(first, weights, offsets);
        }

        /** Rounds the running sum rather than each weight: the total stays exactly one and no weight falls below 0. */
        private static void quantise(double[] heights, int count, int[] weights, int at) {
            DoubleSummaryStatistics all = new DoubleSummaryStatistics();
            for (int i = 0; i < count; i++) {
                all.accept(heights[i]);
            }
            double total = all.getSum();
            double sum = 0;
            double before = 0;
            for (int i = 0; i < count; i++) {
                sum += heights[i];
                double upTo = i == count - 1 ? WEIGHT_UNIT : Math.rint(sum / total * WEIGHT_UNIT);
                weights[at + i] = (int) (upTo - before);
                before = upTo;
            }
        }

        /** @return the source position after the last that an output position looks at */
        int until(int output) {
            return first[output] + offsets[output + 1] - offsets[output];
        }

        /** @param source one of those that the output position looks at */
        int weight(int output, int source) {
            return weights[offsets[output] + source - first[output]];
        }

        /** @return how many source positions are looked at */
        int reach() {
            return until(first.length - 1) - first[0];
        }

        /** @return how many source positions one output position looks at, at most */
        int mostTaps() {
            int most = 0;
            for (int output = 0; output < first.length; output++) {
                most = Math.max(most, offsets[output + 1] - offsets[output]);
            }
            return most;
        }

        /** @return how many output positions one source position is looked at by, at most */
        int mostAtOnce() {
            int most = 0;
            int finished = 0;
            for (int output = 0; output < first.length; output++) {
                while (until(finished) <= first[output]) {
                    finished++;
                }
                most = Math.max(most, output + 1 - finished);
            }
            return most;
        }
    }
}
