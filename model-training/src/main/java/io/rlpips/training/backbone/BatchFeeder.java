package io.rlpips.training.backbone;

import io.rlpips.training.Seeds;
import io.rlpips.training.augmentation.Augmentation;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.OrderedTasks;
import io.rlpips.training.data.PictureSet;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Prepares batches on worker threads while the network is busy with earlier ones, and hands them over in order. What a
 * batch holds depends on seed, epoch and position only. The creator closes it, which stops the workers.
 */
final class BatchFeeder {
    private static final long ORDER = 1;
    private static final long VARIATION = 2;

    private final PictureSet pictures;
    private final TrainingRecipe recipe;
    private final int workers;

    BatchFeeder(PictureSet pictures, TrainingRecipe recipe, int workers) {
        this.pictures = pictures;
        this.recipe = recipe;
        this.workers = workers;
    }

    /** @return whole batches in an epoch */
    int batchesPerEpoch() {
        return pictures.size() / recipe.batchSize();
    }

    /** Gives every batch of an epoch to {@code consumer} on the calling thread. */
    void forEachBatch(int epoch, Consumer<Batch> consumer) {
        int[] order = shuffled(epoch);
        try (OrderedTasks<Batch> batches = new OrderedTasks<>(workers, consumer)) {
            for (int number = 0; number < batchesPerEpoch(); number++) {
                int from = number * recipe.batchSize();
                batches.submit(() -> varied(epoch, order, from));
            }
            batches.finish();
        }
    }

    private int[] shuffled(int epoch) {
        SplittableRandom random = Seeds.stream(recipe.seed(), ORDER, epoch);
        int[] order = new int[pictures.size()];
        for (int i = 0; i < order.length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    private Batch varied(int epoch, int[] order, int from) {
        int length = 3 * recipe.inputSize() * recipe.inputSize();
        float[] pixels = new float[recipe.batchSize() * length];
        int[] labels = new int[recipe.batchSize()];
        for (int row = 0; row < labels.length; row++) {
            int index = order[from + row];
            LabelledPicture picture = pictures.pictures().get(index);
            SplittableRandom random = Seeds.stream(recipe.seed(), VARIATION, epoch, index);
            recipe.augmentation().apply(picture.picture(), random, pixels, row * length);
            labels[row] = picture.label();
        }
        return new Batch(pixels, labels);
    }

    /** @return the pictures from {@code from} on as they are, at most a batch of them */
    static Batch plain(PictureSet pictures, TrainingRecipe recipe, int from) {
        int rows = Math.min(recipe.batchSize(), pictures.size() - from);
        int length = 3 * recipe.inputSize() * recipe.inputSize();
        float[] pixels = new float[rows * length];
        int[] labels = new int[rows];
        for (int row = 0; row < rows; row++) {
            LabelledPicture picture = pictures.pictures().get(from + row);
            Augmentation.plain(picture.picture(), pixels, row * length);
            labels[row] = picture.label();
        }
        return new Batch(pixels, labels);
    }
}
