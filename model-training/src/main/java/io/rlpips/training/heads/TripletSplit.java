package io.rlpips.training.heads;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.Seeds;
import io.rlpips.training.data.Selection;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.data.TripletSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is learnt from and what is held back, and the batches of an epoch. All of it depends on the seed only.
 *
 * @param training in the order of their names
 * @param validation likewise, none of them in {@code training}
 */
record TripletSplit(List<Triplet> training, List<Triplet> validation) {
    private static final long HELD_BACK = 1;
    private static final long ORDER = 2;

    /** @throws RlpipsException INVALID_ARGUMENT when nothing is left to learn from */
    static TripletSplit of(TripletSet set, int heldBack, long seed) {
        List<Triplet> all = set.triplets();
        if (all.size() <= heldBack) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d triplets, of which %d are held back: none is left to learn from"
                            .formatted(all.size(), heldBack));
        }
        boolean[] apart = new boolean[all.size()];
        int[] order = shuffled(all.size(), Seeds.stream(seed, HELD_BACK));
        for (int i = 0; i < heldBack; i++) {
            apart[order[i]] = true;
        }
        List<Triplet> training = new ArrayList<>();
        List<Triplet> validation = new ArrayList<>();
        for (int i = 0; i < apart.length; i++) {
            (apart[i] ? validation : training).add(all.get(i));
        }
        return new TripletSplit(List.copyOf(training), List.copyOf(validation));
    }

    /**
     * All of one set is learnt from, some of another scored.
     *
     * @param others at most so many of these, drawn by the seed
     */
    static TripletSplit of(TripletSet set, TripletSet others, int scored, long seed) {
        return new TripletSplit(set.triplets(), Selection.choose(others.triplets(), scored, seed, HELD_BACK));
    }

    int batches(int batchSize) {
        return (training.size() + batchSize - 1) / batchSize;
    }

    /** @return the batches of an epoch, every training triplet once */
    List<List<Triplet>> epoch(int epoch, int batchSize, long seed) {
        List<Triplet> shuffled = new ArrayList<>();
        for (int index : shuffled(training.size(), Seeds.stream(seed, ORDER, epoch))) {
            shuffled.add(training.get(index));
        }
        return cut(shuffled, batchSize);
    }

    List<List<Triplet>> validationBatches(int batchSize) {
        return cut(validation, batchSize);
    }

    private static List<List<Triplet>> cut(List<Triplet> triplets, int batchSize) {
        List<List<Triplet>> batches = new ArrayList<>();
        for (int from = 0; from < triplets.size(); from += batchSize) {
            batches.add(triplets.subList(from, Math.min(triplets.size(), from + batchSize)));
        }
        return batches;
    }

    private static int[] shuffled(int length, SplittableRandom random) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
