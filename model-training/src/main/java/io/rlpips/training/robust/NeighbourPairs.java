package io.rlpips.training.robust;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The pairs of a round: every picture drawn for it with one of those nearest to it under the metric as it is, so that a
 * step tells apart what is hardest to tell apart. Distances for that are taken between random projections of the
 * fingerprints, which keep them within a few per cent (Johnson-Lindenstrauss).
 */
final class NeighbourPairs {
    /** Two pictures of the data. */
    record Pair(int picture, int neighbour) {}

    private static final long DRAWN = 11;
    private static final long PROJECTION = 12;
    private static final long CHOICE = 13;
    private static final int DIMENSIONS = 256;
    private static final int BATCH = 128;
    private static final int NEAREST = 6;

    /** Nearer than this share of the mean distance, two pictures are taken for copies and not pulled apart. */
    private static final double COPIES = 0.12;

    private final RobustRecipe recipe;
    private final List<RgbImage> pictures;

    NeighbourPairs(RobustRecipe recipe, List<RgbImage> pictures) {
        this.recipe = recipe;
        this.pictures = pictures;
    }

    /** @param round from 1; the same weights and round give the same pairs */
    List<Pair> of(int round, RobustMetric metric, NDManager manager) {
        int[] drawn = drawn(round);
        try (NDManager scratch = manager.newSubManager()) {
            return Gradients.withoutRecording(() -> pairs(round, drawn, sketches(drawn, metric, scratch)));
        }
    }

    /** As many as the round has pairs, each picture as often as any other or once more. */
    private int[] drawn(int round) {
        int wanted = recipe.stepsPerRound() * recipe.pairsPerStep();
        SplittableRandom random = Seeds.stream(recipe.seed(), DRAWN, round);
        int[] drawn = new int[wanted];
        int[] order = new int[pictures.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int i = 0; i < wanted; i++) {
            int at = i % order.length;
            int other = at + random.nextInt(order.length - at);
            int chosen = order[other];
            order[other] = order[at];
            order[at] = chosen;
            drawn[i] = chosen;
        }
        return drawn;
    }

    private NDArray sketches(int[] drawn, RobustMetric metric, NDManager manager) {
        NDArray projection = null;
        List<NDArray> parts = new ArrayList<>();
        for (int from = 0; from < drawn.length; from += BATCH) {
            try (NDManager scratch = manager.newSubManager()) {
                List<RgbImage> batch = new ArrayList<>();
                for (int i = from; i < Math.min(drawn.length, from + BATCH); i++) {
                    batch.add(pictures.get(drawn[i]));
                }
                NDArray fingerprints = metric.fingerprint(
                        PictureTensors.of(scratch, batch).add(1).div(2));
                if (projection == null) {
                    projection = projection(manager, fingerprints.getShape().get(1));
                }
                NDArray sketch = fingerprints.matMul(projection);
                sketch.attach(manager);
                parts.add(sketch);
            }
        }
        return parts.size() == 1 ? parts.get(0) : Tensors.join(parts, 0);
    }

    private NDArray projection(NDManager manager, long length) {
        SplittableRandom random = Seeds.stream(recipe.seed(), PROJECTION);
        float[] values = new float[Math.toIntExact(length * DIMENSIONS)];
        double scale = 1 / Math.sqrt(DIMENSIONS);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextBoolean() ? scale : -scale);
        }
        return manager.create(values, new Shape(length, DIMENSIONS));
    }

    private List<Pair> pairs(int round, int[] drawn, NDArray sketches) {
        SplittableRandom random = Seeds.stream(recipe.seed(), CHOICE, round);
        int candidates = Math.min(NEAREST + 1, drawn.length);
        List<Pair> pairs = new ArrayList<>();
        for (int from = 0; from < drawn.length; from += BATCH) {
            try (NDManager scratch = sketches.getManager().newSubManager()) {
                NDArray block = sketches.get(from + ":" + Math.min(drawn.length, from + BATCH));
                block.attach(scratch);
                NDArray distances = Distances.between(block, sketches);
                float mean = distances.mean().getFloat();
                NDList nearest = distances.topK(candidates, 1, false, true);
                float[] values = nearest.get(0).toFloatArray();
                long[] indices = nearest.get(1).toLongArray();
                for (int row = 0; row < block.getShape().get(0); row++) {
                    int own = drawn[from + row];
                    int neighbour = choose(own, drawn, values, indices, row * candidates, candidates, mean, random);
                    pairs.add(new Pair(own, neighbour));
                }
            }
        }
        return pairs;
    }

    private static int choose(
            int own,
            int[] drawn,
            float[] values,
            long[] indices,
            int from,
            int candidates,
            float mean,
            SplittableRandom random) {
        List<Integer> usable = new ArrayList<>();
        for (int at = from; at < from + candidates; at++) {
            int candidate = drawn[(int) indices[at]];
            if (candidate != own && values[at] > COPIES * mean) {
                usable.add(candidate);
            }
        }
        if (usable.isEmpty()) {
            return drawn[random.nextInt(drawn.length)];
        }
        return usable.get(random.nextInt(usable.size()));
    }
}
