package io.rlpips.training.attack;

import java.util.Optional;

/**
 * The walk of APGD (Croce and Hein 2020, algorithm 1). A picture whose step is halved goes on from its best point, with
 * the gradient found there and no momentum from where it had strayed to.
 */
final class StepHalvingSearch implements Search {
    /** Share of the newest step in a move; the rest is the last move again. */
    private static final float NEWEST = 0.75f;

    private final Neighbourhood neighbourhood;
    private final StepSchedule schedule;
    private Optional<Slope> bestSlope = Optional.empty();

    StepHalvingSearch(Neighbourhood neighbourhood, StepSchedule schedule) {
        this.neighbourhood = neighbourhood;
        this.schedule = schedule;
    }

    @Override
    public float[] next(Look look, float[] next) {
        bestSlope = look.improved() ? look.slope() : bestSlope;
        boolean halved = schedule.note(look.value(), look.bestValue());
        float[] from = halved ? look.best() : look.point();
        Slope slope = (halved ? bestSlope : look.slope()).orElseThrow();
        if (schedule.atStart()) {
            neighbourhood.ascend(from, slope.samples(), schedule.step(), next);
        } else {
            float[] previous = halved ? from : look.previous();
            neighbourhood.ascendWithMomentum(from, previous, slope.samples(), schedule.step(), NEWEST, next);
        }
        return from;
    }
}
