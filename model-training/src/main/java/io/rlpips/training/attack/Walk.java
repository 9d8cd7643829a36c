package io.rlpips.training.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One picture's way through a run: where its search looks, what was found there, the best of it. Of the four arrays of a
 * picture's size three hold the point, the one before and the best one, which may be the same; the next point goes into
 * one that holds none, so nothing is copied. The fourth is made when it is needed first.
 */
final class Walk {
    private final Neighbourhood neighbourhood;
    private final Search search;
    private final InputView view;
    private final List<float[]> arrays = new ArrayList<>();
    private final float[] shown;
    private float[] point;
    private float[] previous;
    private float[] best;
    private float value;
    private float bestValue = Float.NEGATIVE_INFINITY;
    private boolean improved;
    private Optional<Slope> slope = Optional.empty();

    /** @param start where to look first, brought into the budget; unless given, the attack chooses */
    Walk(IterativeAttack attack, Neighbourhood neighbourhood, InputView view, Optional<float[]> start) {
        this.neighbourhood = neighbourhood;
        this.search = attack.begin(neighbourhood);
        this.view = view;
        this.shown = new float[view.samples()];
        this.point = another();
        this.previous = point;
        this.best = point;
        if (start.isPresent()) {
            System.arraycopy(start.get(), 0, point, 0, point.length);
            neighbourhood.project(point);
        } else {
            search.start(neighbourhood, point);
        }
        view.show(point, shown, 0);
    }

    Neighbourhood neighbourhood() {
        return neighbourhood;
    }

    /** @return what the model is shown of the point; not to be written to */
    float[] shown() {
        return shown;
    }

    /** @return not to be written to; good until the next move */
    float[] best() {
        return best;
    }

    float bestValue() {
        return bestValue;
    }

    /** @return whether the last look was the best so far */
    boolean improved() {
        return improved;
    }

    /** @param slopeThere where the attack uses gradients */
    void found(float valueThere, Optional<Slope> slopeThere) {
        value = valueThere;
        slope = slopeThere;
        improved = value > bestValue;
        if (improved) {
            bestValue = value;
            best = point;
        }
    }

    /** Goes where the search wants to look next. */
    void move() {
        float[] next = arrays.stream()
                .filter(array -> array != point && array != previous && array != best)
                .findFirst()
                .orElseGet(this::another);
        previous = search.next(new Look(point, value, slope, previous, best, bestValue, improved), next);
        point = next;
        // shown at once, while the point is in the processor's cache
        view.show(point, shown, 0);
    }

    private float[] another() {
        float[] array = new float[neighbourhood.original().length];
        arrays.add(array);
        return array;
    }
}
