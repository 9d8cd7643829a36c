package io.rlpips.metric.search;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Finds the few of many numbers that are not negative. A look at each would cost as much as the products they come from:
 * of groups that are all negative, the signs are only put together. Not thread-safe.
 */
final class SignScan {
    /** The most numbers that are looked through at once. */
    static final int MOST = 4096;

    private static final int QUARTER = MOST / 4;
    private static final int SIXTEENTH = QUARTER / 4;
    private static final int NEGATIVE = -1;

    private final int[] values = new int[MOST];
    /** Negative where all of four are, a quarter of the values apart. */
    private final int[] fours = new int[QUARTER];
    /** Negative where all of a group are: values as many apart as there are groups. */
    private final int[] groups = new int[SIXTEENTH];

    private final int[] found = new int[MOST];

    /**
     * Visits them, unless they are too many.
     *
     * @param bits of float32 numbers, none of them NaN
     * @param from the first that counts
     * @param count at most {@value #MOST}
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
        putTogether();
        int known = 0;
        for (int group = 0; group < groups.length && known < most; group++) {
            if (groups[group] >= 0) {
                for (int i = group; i < count && known < most; i += groups.length) {
                    if (values[i] >= 0) {
                        found[known++] = i;
                    }
                }
            }
        }
        return known;
    }

    /**
     * Long loops, which the compiler turns into vector instructions for nearly all of their length. Where a place is told
     * instead of known they take four times as long.
     */
    private void putTogether() {
        for (int i = 0; i < QUARTER; i++) {
            fours[i] = values[i] & values[i + QUARTER] & values[i + 2 * QUARTER] & values[i + 3 * QUARTER];
        }
        for (int i = 0; i < SIXTEENTH; i++) {
            groups[i] = fours[i] & fours[i + SIXTEENTH] & fours[i + 2 * SIXTEENTH] & fours[i + 3 * SIXTEENTH];
        }
    }
}
