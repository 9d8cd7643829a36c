package io.rlpips.metric.search;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Finds the few of many numbers that are not negative. A look at each would cost as much as the products they come from:
 * of groups that are all negative, the signs are only put together. Not thread-safe.
 */
final class SignScan {
    private static final int GROUPS = 256;
    private static final int NEGATIVE = -1;

    private final int[] values;
    /** Negative where all of the group are. */
    private final int[] groups = new int[GROUPS];

    private final int[] found;

    /** @param most numbers that are looked through at once */
    SignScan(int most) {
        this.values = new int[(most + GROUPS - 1) / GROUPS * GROUPS];
        this.found = new int[most];
    }

    /**
     * Visits them, unless they are too many.
     *
     * @param bits of float32 numbers, none of them NaN
     * @param from the first that counts
     * @param count at most as many as this was made for
     * @param tooMany so many of them, or more, are not visited
     * @param visitor told the numbers' places, from 0, in no order that counts
     * @return whether they were visited
     */
    boolean forEachNotNegative(IntBuffer bits, int from, int count, int tooMany, IntConsumer visitor) {
        bits.get(from, values, 0, count);
        int known = find(count, tooMany);
        if (known >= tooMany) {
            return false;
        }
        for (int i = 0; i < known; i++) {
            visitor.accept(found[i]);
        }
        return true;
    }

    /** @return how many were found, or {@code most} where that may not be all */
    private int find(int count, int most) {
        Arrays.fill(values, count, values.length, NEGATIVE);
        Arrays.fill(groups, NEGATIVE);
        for (int first = 0; first < count; first += GROUPS) {
            and(groups, values, first);
        }
        int known = 0;
        for (int group = 0; group < GROUPS && known < most; group++) {
            if (groups[group] >= 0) {
                for (int i = group; i < count && known < most; i += GROUPS) {
                    if (values[i] >= 0) {
                        found[known++] = i;
                    }
                }
            }
        }
        return known;
    }

    /** A loop that the compiler turns into vector instructions. */
    private static void and(int[] all, int[] more, int from) {
        for (int i = 0; i < GROUPS; i++) {
            all[i] &= more[from + i];
        }
    }
}
