package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.util.List;

/**
 * Attacks on pictures of any size, through the way the detector takes them to the model: the master first, then the
 * model's input. Both resizes are linear but for their rounding, so the derivative with respect to the full-size pixels
 * is exact up to that. Results are rounded to 8 bits inside the budget. Thread-safe; the creator closes it, which frees
 * the model's tensors.
 */
public final class PictureAttack implements AutoCloseable {
    private final NDManager manager;
    private final Lpips metric;
    private final int inputSize;
    private final Attack attack;

    public PictureAttack(ModelBundle bundle, Attack attack, DeviceChoice device) {
        this.manager = TorchEngine.start().newManager(device);
        this.metric = PerceptualModel.lpips(bundle, manager);
        this.inputSize = bundle.manifest().inputSize();
        this.attack = attack;
    }

    /**
     * Pushes a copy away from its original.
     *
     * @param epsilon largest change of a sample in [0, 1], for example 8/255
     * @param seed of the random start
     */
    public AttackedPicture evade(RgbImage original, double epsilon, long seed) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray pixels =
                    PictureTensors.of(scratch, List.of(original)).add(1).div(2);
            CanonicalView view = new CanonicalView(scratch, original.width(), original.height(), inputSize);
            Objective distance = Objective.distanceFrom(metric, view.of(pixels));
            NDArray perturbed = attack.perturb(
                    pixels, candidates -> distance.of(view.of(candidates)), Budget.largestChange(epsilon), seed);
            RgbImage picture = StoredPictures.of(EightBits.inside(perturbed, pixels, Budget.largestChange(epsilon)))
                    .get(0);
            return new AttackedPicture(picture, epsilon, distance(scratch, original, picture));
        }
    }

    private double distance(NDManager scratch, RgbImage original, RgbImage picture) {
        NDArray first = PictureTensors.of(scratch, List.of(modelInput(original)));
        NDArray second = PictureTensors.of(scratch, List.of(modelInput(picture)));
        return metric.distance(first, second).getFloat(0);
    }

    private RgbImage modelInput(RgbImage picture) {
        RgbImage master = Resize.to(picture, Canonicaliser.MASTER_SIZE, Canonicaliser.MASTER_SIZE);
        return Resize.to(master, inputSize, inputSize);
    }

    @Override
    public void close() {
        manager.close();
    }

    /** The linear map from full-size samples to the model's input; one matrix an axis, transposed. */
    private static final class CanonicalView {
        private final NDArray vertical;
        private final NDArray horizontal;

        CanonicalView(NDManager scratch, int width, int height, int inputSize) {
            this.vertical = matrix(scratch, height, inputSize).transpose();
            this.horizontal = matrix(scratch, width, inputSize).transpose();
        }

        /**
         * @param pictures [N, 3, H, W]
         * @return [N, 3, S, S]
         */
        NDArray of(NDArray pictures) {
            NDArray narrowed = pictures.matMul(horizontal);
            return narrowed.transpose(0, 1, 3, 2).matMul(vertical).transpose(0, 1, 3, 2);
        }

        private static NDArray matrix(NDManager scratch, int sourceSize, int inputSize) {
            double[][] toMaster = Resize.weights(sourceSize, Canonicaliser.MASTER_SIZE);
            double[][] toInput = Resize.weights(Canonicaliser.MASTER_SIZE, inputSize);
            float[] product = new float[inputSize * sourceSize];
            for (int row = 0; row < inputSize; row++) {
                for (int column = 0; column < sourceSize; column++) {
                    double sum = 0;
                    for (int middle = 0; middle < Canonicaliser.MASTER_SIZE; middle++) {
                        sum += toInput[row][middle] * toMaster[middle][column];
                    }
                    product[row * sourceSize + column] = (float) sum;
                }
            }
            return Tensors.of(scratch, new int[] {inputSize, sourceSize}, product);
        }
    }
}
