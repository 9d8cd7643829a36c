package io.rlpips.metric.image.jpeg;

import java.util.Arrays;

/**
 * From the coefficients of a block to the means of its cells.
 *
 * <p>As long as clipping its samples to 0 to 255 can hardly move a mean, the means follow from the coefficients directly
 * ({@link Folding}). Where it could, the whole block is transformed and its samples are clipped before they are averaged,
 * as every viewer does: otherwise a file could show one picture to viewers and another, hidden in samples far outside the
 * range, to us. The same way is taken at the right and lower edges, where only samples within the picture count.
 *
 * <p>How far clipping can move a mean follows from the energy, the sum of squares of the coefficients, which is that of
 * the samples: what a deviation {@code d} sticks out over a margin {@code m} is at most {@code d * d / 4 m}.
 */
final class BlockReduction {
    /** Levels that a mean may lie outside the range itself. */
    static final int LENIENCE = 8;

    /** Levels: real blocks stay far below; sums of up to these do not overflow. */
    static final int MOST_AMPLITUDE = 2048;

    /** Levels that clipping could have moved the mean of a cell without being done. */
    static final int TOLERANCE = 2;

    /** Keeps sums within bounds, and is more than enough for a single coefficient to have too much energy. */
    private static final int LARGEST_FACTOR = 4095;

    private static final int WEIGHT_BITS = 10;
    private static final int HALF_WEIGHT = 1 << WEIGHT_BITS - 1;
    private static final int CENTRE = 128;
    private static final int SIDE = Component.BLOCK_SIDE;
    private static final int BLOCK = CodingTables.BLOCK;
    /** Levels from the middle: outside this, decoders disagree about what a sample is. */
    private static final int MOST_DEVIATION = 511;

    private final ReducedPlane plane;
    private final int across;
    private final int down;
    private final int[] divisors;
    /** Of one cell. */
    private final int samplesTimesTolerance;

    private final int[] energyFactors = new int[BLOCK + SteppingTable.END + 64];
    private final double[] amplitudes = new double[BLOCK];
    private final int[] weights = new int[BLOCK];
    private final int[] targets = new int[BLOCK];
    private final int[] folded;
    private final int[] samples = new int[BLOCK];

    /** @param divisors quantisation table in zigzag order */
    BlockReduction(ReducedPlane plane, int[] divisors) {
        this.plane = plane;
        this.across = plane.across();
        this.down = plane.down();
        this.divisors = divisors.clone();
        this.folded = new int[across * down];
        this.samplesTimesTolerance = BLOCK / folded.length * TOLERANCE;
        for (int k = 0; k < BLOCK; k++) {
            int factor = Math.min(divisors[k], LARGEST_FACTOR);
            energyFactors[k] = factor * factor;
            amplitudes[k] = divisors[k] * Zigzag.amplitude(k);
        }
        prepareWeights();
    }

    private void prepareWeights() {
        Folding columns = Folding.into(across);
        Folding rows = Folding.into(down);
        for (int k = 0; k < BLOCK; k++) {
            int u = Zigzag.column(k);
            int v = Zigzag.row(k);
            targets[k] = rows.frequency()[v] * across + columns.frequency()[u];
            weights[k] = (int) Math.rint(divisors[k] * columns.factor()[u] * rows.factor()[v] * (1 << WEIGHT_BITS));
        }
    }

    ReducedPlane plane() {
        return plane;
    }

    /** Whether the mean of a block is all that is wanted of it. */
    boolean wantsMeansOnly() {
        return across == 1 && down == 1;
    }

    /**
     * @return for each coefficient in zigzag order what energy it has by its square; 0 behind the last, where stepping may
     *     end
     */
    int[] energyFactors() {
        return energyFactors;
    }

    /**
     * @param energy sum over the other coefficients of their squares times {@link #energyFactors()}
     * @return whether clipping the samples would move no mean of a cell by more than {@link #TOLERANCE}
     */
    boolean staysInRange(int direct, long energy) {
        long deviation = Math.abs((long) direct * divisors[0] / SIDE);
        if (deviation > CENTRE + LENIENCE) {
            return false;
        }
        long margin = CENTRE - deviation;
        return energy <= samplesTimesTolerance * Math.max(TOLERANCE, 4 * margin);
    }

    /** For blocks that {@linkplain #staysInRange stay in range} and are wanted as a mean. */
    void putMean(int direct, int blockX, int blockY) {
        int level = CENTRE + (direct * divisors[0] + SIDE / 2 >> 3);
        plane.cells()[plane.position(blockX, blockY)] = clipped(level);
    }

    /**
     * @param coefficients in zigzag order from {@code at} on
     * @param last the last that may not be zero
     */
    void put(short[] coefficients, int at, int last, int blockX, int blockY) throws UnusualJpegException {
        if (plane.columnsWithin(blockX) <= 0 || plane.rowsWithin(blockY) <= 0) {
            return;
        }
        if (!plane.reachesOut(blockX, blockY) && staysInRange(coefficients[at], energy(coefficients, at, last))) {
            putFolded(coefficients, at, last, plane.position(blockX, blockY));
        } else {
            putClipped(coefficients, at, last, blockX, blockY);
        }
    }

    private long energy(short[] coefficients, int at, int last) {
        long energy = 0;
        for (int k = 1; k <= last; k++) {
            int coefficient = coefficients[at + k];
            energy += (long) coefficient * coefficient * energyFactors[k];
        }
        return energy;
    }

    private void putFolded(short[] coefficients, int at, int last, int position) {
        if (last == 0) {
            fill(position, CENTRE + (coefficients[at] * divisors[0] + SIDE / 2 >> 3));
            return;
        }
        Arrays.fill(folded, 0);
        for (int k = 0; k <= last; k++) {
            folded[targets[k]] += coefficients[at + k] * weights[k];
        }
        SmallCosineTransform.apply(folded, across, down);
        for (int row = 0, from = 0; row < down; row++) {
            for (int column = 0; column < across; column++, from++) {
                int level = CENTRE + (folded[from] + HALF_WEIGHT >> WEIGHT_BITS);
                plane.cells()[position + row * plane.stride() + column] = clipped(level);
            }
        }
    }

    private void fill(int position, int level) {
        byte value = clipped(level);
        for (int row = 0; row < down; row++) {
            for (int column = 0; column < across; column++) {
                plane.cells()[position + row * plane.stride() + column] = value;
            }
        }
    }

    /** Sample by sample: transformed, clipped, and averaged over those within the picture. */
    private void putClipped(short[] coefficients, int at, int last, int blockX, int blockY)
            throws UnusualJpegException {
        Arrays.fill(samples, 0);
        double amplitude = 0;
        for (int k = 0; k <= last; k++) {
            samples[Zigzag.position(k)] = coefficients[at + k] * divisors[k];
            amplitude += Math.abs(coefficients[at + k]) * amplitudes[k];
        }
        if (amplitude > MOST_AMPLITUDE) {
            throw new UnusualJpegException("coefficients beyond all reason");
        }
        InverseCosineTransform.apply(samples);
        int columns = plane.columnsWithin(blockX);
        int rows = plane.rowsWithin(blockY);
        for (int row = 0; row < down; row++) {
            for (int column = 0; column < across; column++) {
                int position = plane.position(blockX, blockY) + row * plane.stride() + column;
                plane.cells()[position] = meanWithin(column, row, columns, rows);
            }
        }
    }

    private byte meanWithin(int cellX, int cellY, int columns, int rows) throws UnusualJpegException {
        int width = SIDE / across;
        int height = SIDE / down;
        int right = Math.min(columns, (cellX + 1) * width);
        int bottom = Math.min(rows, (cellY + 1) * height);
        int sum = 0;
        int count = 0;
        for (int y = cellY * height; y < bottom; y++) {
            for (int x = cellX * width; x < right; x++) {
                int deviation = samples[y * SIDE + x];
                if (Math.abs(deviation) > MOST_DEVIATION) {
                    throw new UnusualJpegException("a sample far outside its range");
                }
                sum += clipped(CENTRE + deviation) & 0xff;
                count++;
            }
        }
        return (byte) (count == 0 ? 0 : (sum + count / 2) / count);
    }

    private static byte clipped(int level) {
        return (byte) Math.max(0, Math.min(255, level));
    }
}
