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
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The pictures of a round's steps: those drawn, each with some of the nearest to it under the metric as it is, so that a
 * step tells apart what is hardest to tell apart. Distances for that are taken between random projections of the
 * fingerprints, which keep them within a few per cent (Johnson-Lindenstrauss).
 *
 * <p>A part of those drawn may be confusable ones: drawn for being near another picture, for the threshold of a metric
 * hangs on the few unrelated pairs that lie nearest to each other. Then all pictures of the data are neighbours;
 * otherwise those that the round draws.
 */
final class Neighbourhoods {
    /** @param pictures of the data, all different */
    record Step(List<Integer> pictures) {
        Step {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * A picture that may be drawn.
     *
     * @param neighbours nearest first
     * @param nearest distance of the first of them, as a share of the mean distance
     */
    private record Group(int picture, List<Integer> neighbours, double nearest) {}

    private static final long DRAWN = 11;
    private static final long PROJECTION = 12;
    private static final long CHOICE = 13;
    private static final long CONFUSABLE = 14;
    private static final int DIMENSIONS = 256;
    private static final int BATCH = 128;
    private static final int NEAREST = 12;

    /** Nearer than this share of the mean distance, two pictures are taken for copies and not pulled apart. */
    private static final double COPIES = 0.12;

    private final RobustRecipe recipe;
    private final List<RgbImage> pictures;

    Neighbourhoods(RobustRecipe recipe, List<RgbImage> pictures) {
        this.recipe = recipe;
        this.pictures = pictures;
    }

    /** @param round from 1; the same weights and round give the same steps */
    List<Step> of(int round, RobustMetric metric, NDManager manager) {
        int[] drawn = drawn(round);
        int[] compared = recipe.confusable() == 0
                ? drawn
                : IntStream.range(0, pictures.size()).toArray();
        try (NDManager scratch = manager.newSubManager()) {
            List<Group> groups =
                    Gradients.withoutRecording(() -> groups(compared, sketches(compared, metric, scratch)));
            return steps(round, recipe.confusable() == 0 ? groups : partlyConfusable(round, drawn, groups));
        }
    }

    /** @param all the groups of every picture of the data, in its order */
    private List<Group> partlyConfusable(int round, int[] drawn, List<Group> all) {
        double[] shares = new double[all.size()];
        double sum = 0;
        for (int picture = 0; picture < shares.length; picture++) {
            sum += Math.exp(-all.get(picture).nearest() / recipe.temperature());
            shares[picture] = sum;
        }
        SplittableRandom random = Seeds.stream(recipe.seed(), CONFUSABLE, round);
        List<Group> groups = new ArrayList<>();
        for (int at = 0; at < drawn.length; at++) {
            boolean confusable = at % recipe.groupsPerStep() < recipe.confusable() * recipe.groupsPerStep();
            groups.add(all.get(confusable ? firstBeyond(shares, random.nextDouble() * sum) : drawn[at]));
        }
        return groups;
    }

    private static int firstBeyond(double[] rising, double value) {
        int found = Arrays.binarySearch(rising, value);
        return Math.min(rising.length - 1, found < 0 ? -found - 1 : found + 1);
    }

    /** As many as the round has groups, each picture as often as any other or once more. */
    private int[] drawn(int round) {
        int wanted = recipe.stepsPerRound() * recipe.groupsPerStep();
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

    /**
     * Gathered in the Java heap: small arrays that outlive the large ones of their batch would keep malloc from using
     * that memory again, 16 MB a batch.
     */
    private NDArray sketches(int[] compared, RobustMetric metric, NDManager manager) {
        float[] sketches = new float[compared.length * DIMENSIONS];
        NDArray projection = projection(
                manager, metric.backbone().fingerprintLength(pictures.get(0).width()));
        for (int from = 0; from < compared.length; from += BATCH) {
            try (NDManager scratch = manager.newSubManager()) {
                List<RgbImage> batch = new ArrayList<>();
                for (int i = from; i < Math.min(compared.length, from + BATCH); i++) {
                    batch.add(pictures.get(compared[i]));
                }
                float[] values = metric.fingerprint(
                                Tensors.over(PictureTensors.of(scratch, batch).add(1), 2))
                        .matMul(projection)
                        .toFloatArray();
                System.arraycopy(values, 0, sketches, from * DIMENSIONS, values.length);
            }
        }
        return manager.create(sketches, new Shape(compared.length, DIMENSIONS));
    }

    private NDArray projection(NDManager manager, int length) {
        SplittableRandom random = Seeds.stream(recipe.seed(), PROJECTION);
        float[] values = new float[length * DIMENSIONS];
        double scale = 1 / Math.sqrt(DIMENSIONS);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextBoolean() ? scale : -scale);
        }
        return manager.create(values, new Shape(length, DIMENSIONS));
    }

    /** Of every picture compared, those nearest to it that are not taken for copies of it. */
    private static List<Group> groups(int[] compared, NDArray sketches) {
        int candidates = Math.min(NEAREST + 1, compared.length);
        List<Group> groups = new ArrayList<>();
        for (int from = 0; from < compared.length; from += BATCH) {
            try (NDManager scratch = sketches.getManager().newSubManager()) {
                NDArray block = sketches.get(from + ":" + Math.min(compared.length, from + BATCH));
                block.attach(scratch);
                NDArray distances = Distances.between(block, sketches);
                float mean = distances.mean().getFloat();
                NDList nearest = distances.topK(candidates, 1, false, true);
                float[] values = nearest.get(0).toFloatArray();
                long[] indices = nearest.get(1).toLongArray();
                for (int first = 0; first < values.length; first += candidates) {
                    List<Integer> apart = new ArrayList<>();
                    double least = 1;
                    for (int at = first; at < first + candidates; at++) {
                        if (values[at] > (float) COPIES * mean) {
                            least = Math.min(least, values[at] / mean);
                            apart.add(compared[(int) indices[at]]);
                        }
                    }
                    groups.add(new Group(compared[groups.size()], apart, least));
                }
            }
        }
        return groups;
    }

    private List<Step> steps(int round, List<Group> groups) {
        SplittableRandom random = Seeds.stream(recipe.seed(), CHOICE, round);
        List<Step> steps = new ArrayList<>();
        for (int from = 0; from < groups.size(); from += recipe.groupsPerStep()) {
            List<Group> own = groups.subList(from, from + recipe.groupsPerStep());
            Set<Integer> chosen = new LinkedHashSet<>();
            own.forEach(group -> chosen.add(group.picture()));
            for (Group group : own) {
                List<Integer> candidates = new ArrayList<>(group.neighbours());
                candidates.removeAll(chosen);
                for (int neighbour = 0; neighbour < recipe.neighbours() && !candidates.isEmpty(); neighbour++) {
                    chosen.add(candidates.remove(random.nextInt(candidates.size())));
                }
            }
            fill(chosen, random);
            steps.add(new Step(List.copyOf(chosen)));
        }
        return steps;
    }

    /** With any others, where too few neighbours were left. */
    private void fill(Set<Integer> chosen, SplittableRandom random) {
        int wanted = Math.min(recipe.picturesPerStep(), pictures.size());
        while (chosen.size() < wanted) {
            chosen.add(random.nextInt(pictures.size()));
        }
    }
}
