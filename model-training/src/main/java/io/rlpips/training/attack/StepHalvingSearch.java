package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;

/**
 * The walk of APGD (Croce and Hein 2020, algorithm 1). A picture whose step is halved goes on from its best point, with
 * the gradient found there and no momentum from where it had strayed to.
 */
final class StepHalvingSearch implements Search {
    /** Share of the newest step in a move; the rest is the last move again. */
    private static final float NEWEST = 0.75f;

    private final Neighbourhood neighbourhood;
    private final StepSchedule schedule;
    private final Held previous;
    private final Held bestGradients;

    StepHalvingSearch(Neighbourhood neighbourhood, StepSchedule schedule) {
        this.neighbourhood = neighbourhood;
        this.schedule = schedule;
        NDArray none = neighbourhood.owner().zeros(neighbourhood.shape());
        this.previous = new Held(neighbourhood.owner(), none);
        this.bestGradients = new Held(neighbourhood.owner(), none);
        none.close();
    }

    @Override
    public NDArray next(Look look) {
        NDManager step = look.step();
        boolean[] halved = schedule.note(look.values(), look.bestValues());
        rememberGradients(look);
        NDArray points = look.points();
        NDArray gradients = look.gradients();
        if (any(halved)) {
            points = Rows.where(step, halved, look.best(), points);
            gradients = Rows.where(step, halved, bestGradients.in(step), gradients);
            previous.set(Rows.where(step, halved, points, previous.in(step)));
        }
        NDArray next = moved(points, gradients);
        previous.set(points);
        return next;
    }

    @Override
    public void keep(int[] rows) {
        schedule.keep(rows);
        previous.keep(rows);
        bestGradients.keep(rows);
    }

    private NDArray moved(NDArray points, NDArray gradients) {
        NDManager step = points.getManager();
        NDArray stride = neighbourhood.budget().norm().steepest(gradients).muli(Rows.column(step, schedule.steps()));
        NDArray ahead = neighbourhood.project(stride.addi(points));
        if (schedule.atStart()) {
            return ahead;
        }
        // points + NEWEST (ahead - points) + (1 - NEWEST) (points - previous), with each array read once
        NDArray mixed = ahead.muli(NEWEST)
                .addi(Tensors.times(points, 2 - 2 * NEWEST))
                .subi(Tensors.times(previous.in(step), 1 - NEWEST));
        return neighbourhood.project(mixed);
    }

    private void rememberGradients(Look look) {
        if (any(look.improved())) {
            NDManager step = look.step();
            bestGradients.set(Rows.where(step, look.improved(), look.gradients(), bestGradients.in(step)));
        }
    }

    private static boolean any(boolean[] rows) {
        for (boolean row : rows) {
            if (row) {
                return true;
            }
        }
        return false;
    }
}
