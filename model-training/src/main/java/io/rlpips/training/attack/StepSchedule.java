package io.rlpips.training.attack;

import java.util.Set;
import java.util.TreeSet;

/**
 * How long APGD's steps on a picture are (Croce and Hein 2020, section 3): at the checkpoints 0.22 n, and then at
 * distances that shrink by 0.03 n down to 0.06 n, the step is halved if fewer than three quarters of the steps
 * since the last checkpoint rose, or if neither the step nor the best value has changed since then.
 */
final class StepSchedule {
    private static final double FIRST_PERIOD = 0.22;
    private static final double PERIOD_SHRINKS_BY = 0.03;
    private static final double SHORTEST_PERIOD = 0.06;
    private static final double RISING_SHARE = 0.75;
    private static final double FIRST_STEP_RADII = 2;
    /** 0.22 + 0.19 is a hair above 0.41 in binary. */
    private static final double ROUNDING_SLACK = 1e-9;

    private final Set<Integer> checkpoints;
    private float step;
    private float lastValue;
    private float bestAtCheckpoint = Float.NEGATIVE_INFINITY;
    private boolean halvedAtCheckpoint;
    private int rises;
    private int moves = -1;
    private int lastCheckpoint;

    /**
     * @param radius of the ball, in pixel units
     * @param moves how many there will be
     */
    StepSchedule(double radius, int moves) {
        this.checkpoints = checkpoints(moves);
        this.step = (float) (FIRST_STEP_RADII * radius);
    }

    /** @return the numbers of moves after which steps are reconsidered */
    static Set<Integer> checkpoints(int moves) {
        Set<Integer> checkpoints = new TreeSet<>();
        double period = FIRST_PERIOD;
        for (double at = period; at < 1; at += period) {
            checkpoints.add((int) Math.ceil(at * moves - ROUNDING_SLACK));
            period = Math.max(period - PERIOD_SHRINKS_BY, SHORTEST_PERIOD);
        }
        return checkpoints;
    }

    /**
     * Takes note of a look; the first is at the start.
     *
     * @return whether the step was halved
     */
    boolean note(float value, float bestValue) {
        moves++;
        rises += moves > 0 && value > lastValue ? 1 : 0;
        lastValue = value;
        return checkpoints.contains(moves) && reconsider(bestValue);
    }

    /** @return the length of the next step */
    float step() {
        return step;
    }

    /** @return whether no move has been made yet */
    boolean atStart() {
        return moves == 0;
    }

    private boolean reconsider(float bestValue) {
        boolean tooFewRises = rises < RISING_SHARE * (moves - lastCheckpoint);
        boolean stuck = !halvedAtCheckpoint && bestValue <= bestAtCheckpoint;
        halvedAtCheckpoint = tooFewRises || stuck;
        step = halvedAtCheckpoint ? step / 2 : step;
        bestAtCheckpoint = bestValue;
        rises = 0;
        lastCheckpoint = moves;
        return halvedAtCheckpoint;
    }
}
