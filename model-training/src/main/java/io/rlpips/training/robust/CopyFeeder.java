package io.rlpips.training.robust;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.data.OrderedTasks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Edits the pictures of the next steps on worker threads while the network is busy, and hands them over in order. What a
 * step gets depends on seed, round and position only.
 */
final class CopyFeeder {
    private static final long EDIT = 21;
    private static final long ORDER = 22;

    private final List<RgbImage> pictures;
    private final RobustRecipe recipe;
    private final RandomEdit edit;
    private final int workers;

    CopyFeeder(List<RgbImage> pictures, RobustRecipe recipe, int workers) {
        this.pictures = pictures;
        this.recipe = recipe;
        this.edit = new RandomEdit(recipe.crops(), recipe.overlays());
        this.workers = workers;
    }

    /** Gives every step's pictures to {@code consumer} on the calling thread. */
    void forEachStep(int round, List<Neighbourhoods.Step> steps, Consumer<CopyBatch> consumer) {
        try (OrderedTasks<CopyBatch> batches = new OrderedTasks<>(workers, consumer)) {
            for (int position = 0; position < steps.size(); position++) {
                int step = position;
                batches.submit(() ->
                        batch(round, step, ordered(round, step, steps.get(step).pictures())));
            }
            batches.finish();
        }
    }

    /** Neighbours come after those they are neighbours of, and a copy's treatment may hang on its place. */
    private List<Integer> ordered(int round, int step, List<Integer> chosen) {
        if (recipe.copies() == CopyMixture.TOGETHER) {
            return chosen;
        }
        List<Integer> order = new ArrayList<>(chosen);
        SplittableRandom random = Seeds.stream(recipe.seed(), ORDER, round, step);
        for (int at = order.size() - 1; at > 0; at--) {
            Collections.swap(order, at, random.nextInt(at + 1));
        }
        return order;
    }

    private CopyBatch batch(int round, int step, List<Integer> chosen) {
        List<RgbImage> originals = chosen.stream().map(pictures::get).toList();
        int length = originals.get(0).pixels().length;
        float[] plain = new float[originals.size() * length];
        float[] edited = new float[plain.length];
        for (int row = 0; row < originals.size(); row++) {
            RgbImage original = originals.get(row);
            write(original, plain, row * length);
            RgbImage copy = recipe.copies().edited(row, originals.size())
                    ? edit.of(original, Seeds.stream(recipe.seed(), EDIT, round, step, row))
                    : original;
            write(copy, edited, row * length);
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
}
