package io.rlpips.training.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Tensors;
import java.util.Arrays;

/** Cross-entropy against smoothed targets, and how many are right. */
final class ClassificationLoss {
    private ClassificationLoss() {}

    /**
     * @param scores [N, classes]
     * @param smoothing share of the target spread evenly over all classes (Szegedy et al. 2016)
     * @return the mean over the batch, one element
     */
    static NDArray crossEntropy(NDManager scratch, NDArray scores, int[] labels, double smoothing) {
        int classes = Math.toIntExact(scores.getShape().get(1));
        float[] targets = new float[labels.length * classes];
        Arrays.fill(targets, (float) (smoothing / classes));
        for (int row = 0; row < labels.length; row++) {
            targets[row * classes + labels[row]] += (float) (1 - smoothing);
        }
        NDArray wanted = scratch.create(targets, new Shape(labels.length, classes));
        return Tensors.over(scores.logSoftmax(1).mul(wanted).sum(), -labels.length);
    }

    /** @param scores row-major [N, classes] */
    static int right(float[] scores, int[] labels) {
        int classes = scores.length / labels.length;
        int right = 0;
        for (int row = 0; row < labels.length; row++) {
            int best = 0;
            for (int label = 1; label < classes; label++) {
                if (scores[row * classes + label] > scores[row * classes + best]) {
                    best = label;
                }
            }
            right += best == labels[row] ? 1 : 0;
        }
        return right;
    }
}
