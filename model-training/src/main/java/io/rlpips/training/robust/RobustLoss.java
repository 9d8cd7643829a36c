package io.rlpips.training.robust;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;

/**
 * What a step makes small, from the fingerprints of originals and of their attacked, edited copies (row i of each is
 * the same picture):
 *
 * <ul>
 *   <li>invariance: the mean distance of a copy to its original, as a share of the mean distance of unrelated pictures
 *   <li>contrast: cross-entropy of finding the original among all pictures of the step, scores being -distance over the
 *       temperature; the batch holds neighbours, so this pulls confusable pictures apart
 *   <li>spread: -log of the distance of each original to its nearest other original (Kozachenko-Leonenko)
 *   <li>scale: keeps the mean distance where it is, since the scale of a metric is free
 * </ul>
 */
final class RobustLoss {
    /** Keeps the own picture out of what is compared with others, and equal pictures' logarithm finite. */
    private static final float FAR = 1e4f;

    private static final float NEAR = 1e-3f;

    private final RobustRecipe recipe;

    RobustLoss(RobustRecipe recipe) {
        this.recipe = recipe;
    }

    /**
     * The parts, each weighed, and what they add up to.
     *
     * @param total one element, differentiable
     * @param meanDistance of different originals
     * @param copyDistance mean of copies to their originals
     * @param found share of copies nearer to their own original than to any other
     */
    record Value(NDArray total, double contrast, double meanDistance, double copyDistance, double found) {}

    /**
     * @param copies [N, D]
     * @param originals [N, D]
     */
    Value of(NDArray copies, NDArray originals) {
        NDManager manager = copies.getManager();
        int pictures = Math.toIntExact(copies.getShape().get(0));
        NDArray own = manager.eye(pictures);
        NDArray across = Distances.between(copies, originals);
        NDArray among = Distances.between(originals, originals);
        NDArray ownDistances = copies.sub(originals).square().sum(new int[] {1});
        float others = pictures * (pictures - 1f);
        NDArray mean = Tensors.over(among.mul(own.neg().add(1)).sum(), others);
        NDArray contrast = contrast(across, own, mean);
        NDArray nearest = among.add(Tensors.times(own, FAR)).min(new int[] {1}).div(mean);
        NDArray spread = nearest.add(NEAR).log().mean().neg();
        NDArray copyDistance = ownDistances.mean();
        NDArray scale = mean.sub((float) RobustRecipe.MEAN_DISTANCE).square();
        NDArray total = Tensors.times(copyDistance.div(mean), recipe.invarianceWeight())
                .add(Tensors.times(contrast, recipe.contrastWeight()))
                .add(Tensors.times(spread, recipe.spreadWeight()))
                .add(Tensors.times(scale, recipe.scaleWeight()));
        return new Value(
                total,
                contrast.getFloat(),
                mean.getFloat(),
                copyDistance.getFloat(),
                found(across.toFloatArray(), pictures));
    }

    /** In both directions: the original of a copy, and the copy of an original. */
    private NDArray contrast(NDArray across, NDArray own, NDArray mean) {
        // the temperature is a share of the mean distance as it is now; its own gradient would only fight the scale
        // term
        double temperature = recipe.temperature() * mean.getFloat();
        NDArray scores = Tensors.times(across, -1 / temperature);
        NDArray forth = scores.logSoftmax(1).mul(own).sum();
        NDArray back = scores.logSoftmax(0).mul(own).sum();
        return Tensors.over(forth.add(back), -2f * across.getShape().get(0));
    }

    private static double found(float[] across, int pictures) {
        int right = 0;
        for (int row = 0; row < pictures; row++) {
            boolean nearest = true;
            for (int column = 0; column < pictures; column++) {
                nearest &= across[row * pictures + row] <= across[row * pictures + column];
            }
            right += nearest ? 1 : 0;
        }
        return (double) right / pictures;
    }
}
