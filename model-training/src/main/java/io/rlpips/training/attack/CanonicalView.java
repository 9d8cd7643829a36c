package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.util.List;

/**
 * The way the detector takes a picture to the model: the master first, then the model's input. Both resizes are linear
 * but for their rounding, so the derivative with respect to the full-size pixels is exact up to that. One matrix an axis.
 */
final class CanonicalView {
    private final int inputSize;
    private final NDArray vertical;
    private final NDArray horizontal;

    /** @param owner of the matrices */
    CanonicalView(NDManager owner, int width, int height, int inputSize) {
        this.inputSize = inputSize;
        this.vertical = matrix(owner, height, inputSize);
        this.horizontal = matrix(owner, width, inputSize);
    }

    /**
     * Differentiable, without rounding.
     *
     * @param pictures [N, 3, H, W]
     * @return [N, 3, S, S]
     */
    NDArray of(NDArray pictures) {
        NDArray narrowed = pictures.matMul(horizontal);
        return narrowed.transpose(0, 1, 3, 2).matMul(vertical).transpose(0, 1, 3, 2);
    }

    /** As the detector does it, with every rounding. */
    static List<RgbImage> exactly(List<RgbImage> pictures, int inputSize) {
        return pictures.stream()
                .map(picture -> Canonicaliser.modelInput(picture, inputSize))
                .toList();
    }

    /**
     * As the detector does it, with every rounding.
     *
     * @param pictures [N, 3, H, W], multiples of 1/255
     * @return [N, 3, S, S], multiples of 1/255, in the manager of {@code pictures}
     */
    NDArray exactly(NDArray pictures) {
        return StoredPictures.samples(pictures.getManager(), exactly(StoredPictures.of(pictures), inputSize));
    }

    /** @return [source, input], from samples along an axis to those of the model's input */
    private static NDArray matrix(NDManager owner, int sourceSize, int inputSize) {
        double[][] toMaster = Resize.weights(sourceSize, Canonicaliser.MASTER_SIZE);
        double[][] toInput = Resize.weights(Canonicaliser.MASTER_SIZE, inputSize);
        float[] product = new float[sourceSize * inputSize];
        for (int input = 0; input < inputSize; input++) {
            for (int source = 0; source < sourceSize; source++) {
                double sum = 0;
                for (int middle = 0; middle < Canonicaliser.MASTER_SIZE; middle++) {
                    sum += toInput[input][middle] * toMaster[middle][source];
                }
                product[source * inputSize + input] = (float) sum;
            }
        }
        return Tensors.of(owner, new int[] {sourceSize, inputSize}, product);
    }
}
