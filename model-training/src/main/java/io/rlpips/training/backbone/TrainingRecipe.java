package io.rlpips.training.backbone;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.augmentation.Augmentation;

/**
 * Everything that decides what comes out of a training run, apart from the pictures. A run can only be resumed with the
 * recipe it was started with.
 *
 * @param inputSize side in pixels of the square training pictures
 * @param epochs passes over the training pictures
 * @param batchSize pictures a step; what does not fill a last batch waits for another epoch's shuffle
 * @param seed of the first weights, the order, the variations and the dropout
 * @param peakLearningRate of AdamW, reached after the warm-up and lowered along a cosine to zero
 * @param warmUpEpochs over which the learning rate rises from zero
 * @param weightDecay per step as a share of the learning rate, on convolution and classifier weights only
 * @param labelSmoothing share of the target that is spread over all classes
 * @param dropout share of the classifier's inputs that is silenced in each step
 * @param heldBackPerClass how many pictures of each class, the first by path, are validated on and never learnt from
 */
public record TrainingRecipe(
        int inputSize,
        int epochs,
        int batchSize,
        long seed,
        double peakLearningRate,
        double warmUpEpochs,
        double weightDecay,
        double labelSmoothing,
        double dropout,
        int heldBackPerClass,
        Augmentation augmentation) {

    /** What the default backbone is trained with. */
    public static final TrainingRecipe STANDARD =
            new TrainingRecipe(64, 24, 128, 1, 2e-3, 2, 0.05, 0.1, 0.5, 10, Augmentation.STANDARD);

    public TrainingRecipe {
        requireAtLeast("input size", inputSize, 31);
        requireAtLeast("epochs", epochs, 1);
        requireAtLeast("batch size", batchSize, 2);
        requireAtLeast("pictures held back per class", heldBackPerClass, 1);
        requireWithin("learning rate", peakLearningRate, 1);
        requireWithin("warm-up epochs", warmUpEpochs, epochs);
        requireWithin("weight decay", weightDecay, 1);
        requireWithin("label smoothing", labelSmoothing, 0.99);
        requireWithin("dropout", dropout, 0.99);
    }

    public TrainingRecipe withEpochs(int wanted) {
        return new TrainingRecipe(
                inputSize,
                wanted,
                batchSize,
                seed,
                peakLearningRate,
                Math.min(warmUpEpochs, wanted),
                weightDecay,
                labelSmoothing,
                dropout,
                heldBackPerClass,
                augmentation);
    }

    public TrainingRecipe withSeed(long wanted) {
        return new TrainingRecipe(
                inputSize,
                epochs,
                batchSize,
                wanted,
                peakLearningRate,
                warmUpEpochs,
                weightDecay,
                labelSmoothing,
                dropout,
                heldBackPerClass,
                augmentation);
    }

    public TrainingRecipe withBatchSize(int wanted) {
        return new TrainingRecipe(
                inputSize,
                epochs,
                wanted,
                seed,
                peakLearningRate,
                warmUpEpochs,
                weightDecay,
                labelSmoothing,
                dropout,
                heldBackPerClass,
                augmentation);
    }

    private static void requireAtLeast(String name, int value, int minimum) {
        if (value < minimum) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%s is %d, needs at least %d".formatted(name, value, minimum));
        }
    }

    private static void requireWithin(String name, double value, double maximum) {
        if (!(value >= 0 && value <= maximum)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%s is %s, needs 0 to %s".formatted(name, value, maximum));
        }
    }
}
