package io.rlpips.training.attack;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which picture of a campaign each row of a batch is, and whether it still counts. There are never fewer than two rows:
 * beside the last picture stays a companion that is computed and ignored, because libtorch takes another path for a
 * batch of one and its last bits differ.
 *
 * @param pictures of the rows, two at least
 * @param counts whether a row's picture is still attacked
 */
record BatchRows(int[] pictures, boolean[] counts) {
    private static final int FEWEST = 2;

    /** @param pictures at least one */
    static BatchRows of(int[] pictures) {
        boolean[] counts = new boolean[Math.max(FEWEST, pictures.length)];
        Arrays.fill(counts, 0, pictures.length, true);
        return new BatchRows(atLeastTwo(pictures), counts);
    }

    /** @return the same with the only element doubled */
    static int[] atLeastTwo(int[] only) {
        return only.length == 1 ? new int[] {only[0], only[0]} : only.clone();
    }

    /** @return the rows that count */
    int[] open() {
        return IntStream.range(0, counts.length).filter(row -> counts[row]).toArray();
    }

    /** @return the rows to go on with when some leave: those that count and do not leave, and a companion if need be */
    int[] staying(boolean[] leaving) {
        int[] staying = Arrays.stream(open()).filter(row -> !leaving[row]).toArray();
        if (staying.length != 1) {
            return staying;
        }
        int companion = staying[0] == 0 ? 1 : 0;
        return new int[] {staying[0], companion};
    }

    /** @param rows as {@link #staying} gave them */
    BatchRows keep(int[] rows, boolean[] leaving) {
        boolean[] kept = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            kept[i] = counts[rows[i]] && !leaving[rows[i]];
        }
        return new BatchRows(Rows.of(pictures, rows), kept);
    }
}
