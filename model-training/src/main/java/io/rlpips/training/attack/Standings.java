package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.rlpips.training.attack.CampaignResult.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The best of every picture of a campaign so far. Belongs to one thread. */
final class Standings {
    private final Goal goal;
    private final NDArray perturbed;
    private final float[] values;
    private final boolean[] reached;
    private final long[] looks;

    /** @param perturbed [N, 3, H, W], written to from now on */
    private Standings(Goal goal, NDArray perturbed) {
        int pictures = goal.pictures();
        this.goal = goal;
        this.perturbed = perturbed;
        this.values = new float[pictures];
        this.reached = new boolean[pictures];
        this.looks = new long[pictures];
        Arrays.fill(values, Float.NEGATIVE_INFINITY);
    }

    static Standings fresh(Goal goal, NDArray originals) {
        return new Standings(goal, originals.duplicate());
    }

    /** Begins with what a smaller budget came to. Looks are counted anew. */
    static Standings after(Goal goal, CampaignResult smaller) {
        Standings standings = new Standings(goal, smaller.perturbed().duplicate());
        for (int picture = 0; picture < goal.pictures(); picture++) {
            standings.values[picture] = smaller.outcomes().get(picture).value();
            standings.reached[picture] = smaller.outcomes().get(picture).reached();
        }
        return standings;
    }

    /** @return the pictures whose goal is not met, in order */
    int[] open() {
        return IntStream.range(0, reached.length)
                .filter(picture -> !reached[picture])
                .toArray();
    }

    void countLooks(int picture, int count) {
        looks[picture] += count;
    }

    /**
     * Takes a result if it is the best so far.
     *
     * @param candidate [3, H, W]
     * @return whether it meets the goal
     */
    boolean offer(int picture, float value, NDArray candidate) {
        if (value > values[picture]) {
            values[picture] = value;
            perturbed.set(new NDIndex(picture), candidate);
        }
        reached[picture] |= goal.reachedBy(value);
        return goal.reachedBy(value);
    }

    CampaignResult result(Budget budget) {
        List<Outcome> outcomes = IntStream.range(0, values.length)
                .mapToObj(picture ->
                        new Outcome(values[picture], goal.distance(values[picture]), reached[picture], looks[picture]))
                .toList();
        return new CampaignResult(budget, perturbed, outcomes);
    }
}
