package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.training.Seeds;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * An attack that asks for the objective at one point a picture after another. Returned is the best point met on the
 * way, not the last. The last look needs no gradient, so {@code n} steps cost {@code n} forward and backward passes and
 * one forward pass.
 */
public interface IterativeAttack extends Attack {
    /** @return how often a run asks for the objective, the start included; for a black box, its queries */
    int looks();

    /** @return whether it needs gradients, or works from values alone */
    boolean usesGradients();

    /** @return for reports: the name and what it was set to */
    String describe();

    /** @return a fresh run */
    Search begin(Neighbourhood neighbourhood);

    @Override
    default NDArray perturb(NDArray originals, Objective objective, Budget budget, long seed) {
        return run(Optional.empty(), originals, objective, budget, seed);
    }

    /**
     * The same from a given start, for example what a smaller budget led to.
     *
     * @param start the shape of {@code originals}; brought into the budget first
     * @return nowhere worse than the start
     */
    default NDArray perturbFrom(NDArray start, NDArray originals, Objective objective, Budget budget, long seed) {
        return run(Optional.of(start), originals, objective, budget, seed);
    }

    private NDArray run(Optional<NDArray> start, NDArray originals, Objective objective, Budget budget, long seed) {
        SplittableRandom[] dice = IntStream.range(
                        0, Math.toIntExact(originals.getShape().get(0)))
                .mapToObj(row -> Seeds.stream(seed, row))
                .toArray(SplittableRandom[]::new);
        try (NDManager scratch = originals.getManager().newSubManager()) {
            SearchRun run = new SearchRun(this, new Neighbourhood(scratch, originals, budget, dice), start);
            for (int look = 1; look < looks(); look++) {
                run.look(objective, usesGradients());
                run.move();
            }
            run.look(objective, false);
            return run.best(originals.getManager());
        }
    }
}
