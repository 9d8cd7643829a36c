package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.training.Seeds;
import java.util.List;
import java.util.Optional;

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

    /** @return a fresh run on a picture */
    Search begin(Neighbourhood neighbourhood);

    @Override
    default NDArray perturb(NDArray originals, Objective objective, Budget budget, long seed) {
        return run(unchanged(originals), Optional.empty(), originals, objective, budget, seed);
    }

    /**
     * The same from a given start, for example what a smaller budget led to.
     *
     * @param start the shape of {@code originals}; brought into the budget first
     * @return nowhere worse than the start
     */
    default NDArray perturbFrom(NDArray start, NDArray originals, Objective objective, Budget budget, long seed) {
        return run(unchanged(originals), Optional.of(start), originals, objective, budget, seed);
    }

    /**
     * The same for pictures that the model is shown through a view.
     *
     * @param objective of the model's inputs
     */
    default NDArray perturbThrough(InputView view, NDArray originals, Objective objective, Budget budget, long seed) {
        return run(view, Optional.empty(), originals, objective, budget, seed);
    }

    private NDArray run(
            InputView view, Optional<NDArray> start, NDArray originals, Objective objective, Budget budget, long seed) {
        NDManager owner = originals.getManager();
        try (NDManager scratch = owner.newSubManager()) {
            SearchRun run = SearchRun.of(scratch, this, view, budget, originals, start, row -> Seeds.stream(seed, row));
            for (int look = 1; look < looks(); look++) {
                run.look(objective, usesGradients());
                run.move();
            }
            run.look(objective, false);
            List<float[]> best = run.walks().stream().map(Walk::best).toList();
            return Rows.together(owner, best, originals.getShape());
        }
    }

    private static InputView unchanged(NDArray originals) {
        Shape shape = originals.getShape();
        return new UnchangedView(Math.toIntExact(shape.get(3)), Math.toIntExact(shape.get(2)));
    }
}
