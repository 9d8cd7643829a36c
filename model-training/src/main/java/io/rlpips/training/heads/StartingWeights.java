package io.rlpips.training.heads;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.Seeds;
import io.rlpips.training.heads.ranking.RankingNetwork;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** What a run begins with. */
final class StartingWeights {
    private static final long RANKING = 3;
    private static final long BACKBONE = 4;

    private StartingWeights() {}

    /** @return all tensors of the parent, as the recipe wants them, and those of a fresh ranking network */
    static Map<String, WeightTensor> of(HeadRecipe recipe, ModelBundle parent) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        parent.tensors().forEach((name, tensor) -> tensors.put(name, first(recipe, name, tensor, tensors.size())));
        tensors.putAll(RankingNetwork.initial(Seeds.stream(recipe.seed(), RANKING)));
        return tensors;
    }

    private static WeightTensor first(HeadRecipe recipe, String name, WeightTensor kept, int index) {
        if (name.startsWith(LearningModel.HEAD)) {
            return recipe.headStart() == HeadStart.KEPT ? kept : ones(kept.shape());
        }
        return recipe.scope() == Scope.SCRATCH ? random(kept.shape(), recipe.seed(), index) : kept;
    }

    private static WeightTensor ones(int[] shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        Arrays.fill(values, 1);
        return new WeightTensor(shape, values);
    }

    /** He et al. 2015: activations keep their size from layer to layer; biases are zero. */
    private static WeightTensor random(int[] shape, long seed, int index) {
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        if (shape.length > 1) {
            SplittableRandom random = Seeds.stream(seed, BACKBONE, index);
            double spread = Math.sqrt(2.0 * shape[0] / values.length);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * spread);
            }
        }
        return new WeightTensor(shape, values);
    }
}
