package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Choosing among the pictures of a batch. */
final class Rows {
    private Rows() {}

    static float[] of(float[] values, int[] rows) {
        float[] chosen = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = values[rows[i]];
        }
        return chosen;
    }

    static boolean[] of(boolean[] values, int[] rows) {
        boolean[] chosen = new boolean[rows.length];
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = values[rows[i]];
        }
        return chosen;
    }

    static int[] of(int[] values, int[] rows) {
        int[] chosen = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            chosen[i] = values[rows[i]];
        }
        return chosen;
    }

    /** @return row by row the one or the other; belongs to the step */
    static NDArray where(NDManager step, boolean[] first, NDArray yes, NDArray no) {
        NDArray mask = step.create(first, new Shape(first.length, 1, 1, 1)).broadcast(yes.getShape());
        NDArray chosen = NDArrays.where(mask, yes, no);
        chosen.attach(step);
        return chosen;
    }

    /** @return [N, 1, 1, 1], one number a picture; belongs to the step */
    static NDArray column(NDManager step, float[] values) {
        return step.create(values, new Shape(values.length, 1, 1, 1));
    }
}
