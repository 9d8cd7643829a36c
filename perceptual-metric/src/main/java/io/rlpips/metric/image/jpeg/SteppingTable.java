package io.rlpips.metric.image.jpeg;

/**
 * For stepping over coefficients: one look-up tells what up to two of them are and whether the block ends behind them,
 * from the codes that lie in the next bits. Each look-up waits for the one before it, so two coefficients at once nearly
 * halve the waiting. An entry says: go on by {@link #firstStep}, meet {@link #firstSquare}, go on by {@link #secondStep},
 * meet {@link #secondSquare}, go on by {@link #thirdStep}.
 */
final class SteppingTable {
    /** One more than the longest code that {@link HuffmanTable#shortEntry} finds. */
    static final int LOOKUP_BITS = HuffmanTable.LOOKUP_BITS + 1;

    /** What the end of a block adds to the position: more than there are coefficients. */
    static final int END = 128;

    private static final int STEP_BITS = 8;
    /** A larger value has more energy than any block may have that is stepped over. */
    private static final int LARGEST_VALUE = 511;

    private static final int SQUARE_BITS = 18;
    private static final int ZEROS_ONLY = 15;

    private SteppingTable() {}

    /** @return entries by the next {@link #LOOKUP_BITS}; 0 where not even one code lies in them */
    static long[] of(HuffmanTable table) {
        long[] entries = new long[1 << LOOKUP_BITS];
        for (int window = 0; window < entries.length; window++) {
            entries[window] = entry(table, (long) window << 64 - LOOKUP_BITS);
        }
        return entries;
    }

    private static long entry(HuffmanTable table, long bits) {
        int first = table.shortEntry(bits);
        if (first == 0) {
            return 0;
        }
        int used = used(first);
        if (endsBlock(first)) {
            return packed(used, END, 0, 0, 0, 0);
        }
        int square = square(first, bits);
        long behind = bits << used;
        int second = table.shortEntry(behind);
        int usedByBoth = used + used(second);
        if (second == 0 || usedByBoth > LOOKUP_BITS) {
            return packed(used, zeros(first), square, 1, 0, 0);
        }
        if (endsBlock(second)) {
            return packed(usedByBoth, zeros(first), square, 1 + END, 0, 0);
        }
        return packed(usedByBoth, zeros(first), square, 1 + zeros(second), square(second, behind), 1);
    }

    /**
     * @param entry of a Huffman table
     * @return the same as an entry of this one, with the largest value of its size
     */
    static long ofOne(int entry) {
        return endsBlock(entry)
                ? packed(used(entry), END, 0, 0, 0, 0)
                : packed(used(entry), zeros(entry), square((1 << (entry & 15)) - 1), 1, 0, 0);
    }

    private static boolean endsBlock(int entry) {
        return (entry & 15) == 0 && zeros(entry) != ZEROS_ONLY;
    }

    private static int zeros(int entry) {
        return entry >> 4 & 15;
    }

    /** @return bits of the code and of its value */
    private static int used(int entry) {
        return (entry >> 8) + (entry & 15);
    }

    /** @return of the value; where its last bits are not in sight, of the largest that it can have */
    private static int square(int entry, long bits) {
        long value = bits << (entry >> 8);
        boolean positive = value < 0;
        long unknown = (1L << 64 - LOOKUP_BITS + (entry >> 8)) - 1;
        return square(Math.abs(BitReader.signed(positive ? value | unknown : value, entry & 15)));
    }

    private static int square(int value) {
        int counted = Math.min(value, LARGEST_VALUE);
        return counted * counted;
    }

    private static long packed(int used, int step, int square, int secondStep, int secondSquare, int thirdStep) {
        long entry = thirdStep;
        entry = entry << SQUARE_BITS | secondSquare;
        entry = entry << STEP_BITS | secondStep;
        entry = entry << SQUARE_BITS | square;
        entry = entry << STEP_BITS | step;
        return entry << STEP_BITS | used;
    }

    /** @return bits to take off */
    static int used(long entry) {
        return (int) entry & 0xff;
    }

    static int firstStep(long entry) {
        return (int) (entry >> STEP_BITS) & 0xff;
    }

    /** @return square of the value */
    static int firstSquare(long entry) {
        return (int) (entry >> 2 * STEP_BITS) & (1 << SQUARE_BITS) - 1;
    }

    static int secondStep(long entry) {
        return (int) (entry >> 2 * STEP_BITS + SQUARE_BITS) & 0xff;
    }

    static int secondSquare(long entry) {
        return (int) (entry >> 3 * STEP_BITS + SQUARE_BITS) & (1 << SQUARE_BITS) - 1;
    }

    static int thirdStep(long entry) {
        return (int) (entry >> 3 * STEP_BITS + 2 * SQUARE_BITS);
    }
}
