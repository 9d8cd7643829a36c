package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Drives one search: looks where it wants to, remembers the best, moves on. Belongs to one thread; what it keeps belongs
 * to the neighbourhood's owner.
 */
final class SearchRun {
    private final NDManager owner;
    private final Neighbourhood neighbourhood;
    private final Search search;
    private final Held points;
    private final Held gradients;
    private final Held best;
    private float[] values;
    private float[] bestValues;
    private boolean[] improved;

    /** @param start where to look first; brought into the budget */
    SearchRun(IterativeAttack attack, Neighbourhood neighbourhood, Optional<NDArray> start) {
        this.owner = neighbourhood.owner();
        this.neighbourhood = neighbourhood;
        try (NDManager step = owner.newSubManager()) {
            this.search = attack.begin(neighbourhood);
            NDArray first = start.map(given -> neighbourhood.project(Tensors.sharedWith(step, given)))
                    .orElseGet(() -> search.start(step, neighbourhood));
            this.points = new Held(owner, first);
            this.best = new Held(owner, first);
            this.gradients = new Held(owner, attack.usesGradients() ? step.zeros(first.getShape()) : first);
        }
        this.values = new float[neighbourhood.pictures()];
        this.improved = new boolean[values.length];
        this.bestValues = new float[values.length];
        Arrays.fill(bestValues, Float.NEGATIVE_INFINITY);
    }

    /** Asks for the objective at the current points. */
    void look(Objective objective, boolean withGradients) {
        try (NDManager step = owner.newSubManager()) {
            if (withGradients) {
                lookWithGradients(step, objective);
            } else {
                values = Gradients.withoutRecording(
                        () -> objective.of(points.in(step)).toFloatArray());
            }
            keepBest(step);
        }
    }

    /** Goes where the search wants to look next. */
    void move() {
        unrecorded(() -> {
            try (NDManager step = owner.newSubManager()) {
                Look look = new Look(points.in(step), values, gradients.in(step), best.in(step), bestValues, improved);
                points.set(search.next(look));
                return points;
            }
        });
    }

    /** @return [N, 3, H, W], the best points so far; a handle that belongs to the given manager */
    NDArray best(NDManager manager) {
        return best.in(manager);
    }

    /** @return what the best points are worth, per picture */
    float[] bestValues() {
        return bestValues.clone();
    }

    /** @return whether the last look was the best so far, per picture */
    boolean[] improved() {
        return improved.clone();
    }

    /** Goes on with these rows alone. */
    void keep(int[] rows) {
        neighbourhood.keep(rows);
        points.keep(rows);
        gradients.keep(rows);
        best.keep(rows);
        search.keep(rows);
        values = Rows.of(values, rows);
        bestValues = Rows.of(bestValues, rows);
        improved = Rows.of(improved, rows);
    }

    private void lookWithGradients(NDManager step, Objective objective) {
        NDArray leaf = Gradients.leaf(points.in(step));
        NDArray found = Gradients.recording(() -> objective.of(leaf));
        values = found.toFloatArray();
        Gradients.backward(Gradients.recording(found::sum));
        gradients.set(leaf.getGradient());
    }

    private void keepBest(NDManager step) {
        int count = 0;
        improved = new boolean[values.length];
        for (int row = 0; row < values.length; row++) {
            improved[row] = values[row] > bestValues[row];
            if (improved[row]) {
                bestValues[row] = values[row];
                count++;
            }
        }
        if (count == values.length) {
            best.set(points.in(step));
        } else if (count > 0) {
            NDArray kept = unrecorded(() -> Rows.where(step, improved, points.in(step), best.in(step)));
            best.set(kept);
        }
    }

    private static <T> T unrecorded(Supplier<T> work) {
        return Gradients.withoutRecording(work);
    }
}
