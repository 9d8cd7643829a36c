package io.rlpips.metric.image.jpeg;

/**
 * For stepping over coefficients: one look-up tells what up to two of them are and whether the block ends behind them,
 * from the codes that lie in the next bits. Each look-up waits for the one before it, so two coefficients at once nearly
 * halve the waiting. An entry says: go on by {@link #firstStep}, meet {@link #firstSize}, go on by {@link #secondStep},
 * meet {@link #secondSize}, go on by {@link #thirdStep}.
 */
final class SteppingTable {
    static final int LOOKUP_BITS = 12;

    /** What the end of a block adds to the position: more than there are coefficients. */
    static final int END = 128;

    private static final int STEP_BITS = 8;
    private static final int SIZE_BITS = 15;
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
        if (first == 0 || first >> 8 > LOOKUP_BITS) {
            return 0;
        }
        int used = used(first);
        if (endsBlock(first)) {
            return packed(used, END, 0, 0, 0, 0);
        }
        int size = size(first, bits, LOOKUP_BITS);
        long behind = bits << used;
        int second = table.shortEntry(behind);
        if (second == 0 || used + (second >> 8) > LOOKUP_BITS) {
            return packed(used, zeros(first), size, 1, 0, 0);
        }
        int usedByBoth = used + used(second);
        if (endsBlock(second)) {
            return packed(usedByBoth, zeros(first), size, 1 + END, 0, 0);
        }
        int secondSize = size(second, behind, LOOKUP_BITS - used);
        return packed(usedByBoth, zeros(first), size, 1 + zeros(second), secondSize, 1);
    }

    /**
     * @param entry of a Huffman table
     * @return the same as an entry of this one, with the largest value of its size
     */
    static long ofOne(int entry) {
        return endsBlock(entry)
                ? packed(used(entry), END, 0, 0, 0, 0)
                : packed(used(entry), zeros(entry), (1 << (entry & 15)) - 1, 1, 0, 0);
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

    /** @return absolute value, the largest of its size where it is not all in sight */
    private static int size(int entry, long bits, int inSight) {
        int size = entry & 15;
        return used(entry) <= inSight ? Math.abs(BitReader.signed(bits << (entry >> 8), size)) : (1 << size) - 1;
    }

    private static long packed(int used, int step, int size, int secondStep, int secondSize, int thirdStep) {
        long entry = thirdStep;
        entry = entry << SIZE_BITS | secondSize;
        entry = entry << STEP_BITS | secondStep;
        entry = entry << SIZE_BITS | size;
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

    /** @return absolute value */
    static int firstSize(long entry) {
        return (int) (entry >> 2 * STEP_BITS) & (1 << SIZE_BITS) - 1;
    }

    static int secondStep(long entry) {
        return (int) (entry >> 2 * STEP_BITS + SIZE_BITS) & 0xff;
    }

    static int secondSize(long entry) {
        return (int) (entry >> 3 * STEP_BITS + SIZE_BITS) & (1 << SIZE_BITS) - 1;
    }

    static int thirdStep(long entry) {
        return (int) (entry >> 3 * STEP_BITS + 2 * SIZE_BITS);
    }
}
