package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Gradients;
import java.util.List;

/** Sum over taps of the mean squared difference of the unit-normalised activations. */
final class FeatureDifference implements Objective {
    private final Lpips metric;
    private final List<NDArray> features;

    FeatureDifference(Lpips metric, NDArray originals) {
        this.metric = metric;
        this.features = Gradients.withoutRecording(() -> metric.features(PixelScale.tensor(originals)));
    }

    @Override
    public NDArray of(NDArray pictures) {
        List<NDArray> perturbed = metric.features(PixelScale.tensor(pictures));
        NDArray sum = meanSquare(perturbed.get(0), features.get(0));
        for (int tap = 1; tap < features.size(); tap++) {
            sum = sum.add(meanSquare(perturbed.get(tap), features.get(tap)));
        }
        return sum;
    }

    private static NDArray meanSquare(NDArray perturbed, NDArray original) {
        NDArray squares = perturbed.sub(original).square();
        return squares.reshape(squares.getShape().get(0), -1).mean(new int[] {1});
    }
}
