package io.rlpips.training.robust;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Edits the pictures of the next steps on worker threads while the network is busy, and hands them over in order. What a
 * step gets depends on seed, round and position only. The creator closes it, which stops the workers.
 */
final class CopyFeeder implements AutoCloseable {
    private static final long EDIT = 21;

    private final List<RgbImage> pictures;
    private final RobustRecipe recipe;
    private final RandomEdit edit;
    private final int lookAhead;
    private final ExecutorService workers;

    CopyFeeder(List<RgbImage> pictures, RobustRecipe recipe, int workers) {
        this.pictures = pictures;
        this.recipe = recipe;
        this.edit = new RandomEdit(recipe.crops());
        this.lookAhead = workers + 2;
        this.workers = Executors.newFixedThreadPool(workers);
    }

    /** Gives every step's pictures to {@code consumer} on the calling thread. */
    void forEachStep(int round, List<NeighbourPairs.Pair> pairs, Consumer<CopyBatch> consumer) {
        Deque<Future<CopyBatch>> preparing = new ArrayDeque<>();
        int submitted = 0;
        for (int step = 0; step < recipe.stepsPerRound(); step++) {
            while (submitted < recipe.stepsPerRound() && preparing.size() < lookAhead) {
                int from = submitted++ * recipe.pairsPerStep();
                List<NeighbourPairs.Pair> chosen = pairs.subList(from, from + recipe.pairsPerStep());
                preparing.add(workers.submit(() -> batch(round, from, chosen)));
            }
            consumer.accept(finished(preparing.remove()));
        }
    }

    private CopyBatch batch(int round, int from, List<NeighbourPairs.Pair> pairs) {
        List<RgbImage> originals = new ArrayList<>();
        pairs.forEach(pair -> originals.add(pictures.get(pair.picture())));
        pairs.forEach(pair -> originals.add(pictures.get(pair.neighbour())));
        int length = originals.get(0).pixels().length;
        float[] plain = new float[originals.size() * length];
        float[] edited = new float[plain.length];
        for (int row = 0; row < originals.size(); row++) {
            RgbImage original = originals.get(row);
            write(original, plain, row * length);
            write(edit.of(original, Seeds.stream(recipe.seed(), EDIT, round, from, row)), edited, row * length);
        }
        return new CopyBatch(plain, edited, originals.size());
    }

    private static void write(RgbImage picture, float[] target, int offset) {
        int plane = picture.width() * picture.height();
        for (int position = 0; position < plane; position++) {
            for (int channel = 0; channel < 3; channel++) {
                target[offset + channel * plane + position] = (picture.pixels()[3 * position + channel] & 0xff) / 255f;
            }
        }
    }

    private static CopyBatch finished(Future<CopyBatch> batch) {
        try {
            return batch.get();
        } catch (ExecutionException failure) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "editing pictures failed: " + failure.getCause(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RlpipsException(FailureCategory.INTERNAL, "interrupted while editing pictures", interrupted);
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
