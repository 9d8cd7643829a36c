package io.rlpips.training.attack;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * How long APGD's steps are, per picture (Croce and Hein 2020, section 3): at the checkpoints 0.22 n, and then at
 * distances that shrink by 0.03 n down to 0.06 n, a picture's step is halved if fewer than three quarters of the steps
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
    private float[] steps;
    private float[] lastValues;
    private float[] bestAtCheckpoint;
    private boolean[] halvedAtCheckpoint;
    private int[] rises;
    private int moves = -1;
    private int lastCheckpoint;

    /** @param moves how many there will be */
    StepSchedule(Neighbourhood neighbourhood, int moves) {
        int pictures = neighbourhood.pictures();
        this.checkpoints = checkpoints(moves);
        this.steps = filled(
                pictures, (float) (FIRST_STEP_RADII * neighbourhood.budget().radius()));
        this.lastValues = new float[pictures];
        this.bestAtCheckpoint = filled(pictures, Float.NEGATIVE_INFINITY);
        this.halvedAtCheckpoint = new boolean[pictures];
        this.rises = new int[pictures];
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
     * @return which pictures' steps were halved
     */
    boolean[] note(float[] values, float[] bestValues) {
        moves++;
        for (int row = 0; moves > 0 && row < values.length; row++) {
            rises[row] += values[row] > lastValues[row] ? 1 : 0;
        }
        lastValues = values.clone();
        return checkpoints.contains(moves) ? halve(bestValues) : new boolean[values.length];
    }

    /** @return the length of each picture's next step */
    float[] steps() {
        return steps.clone();
    }

    /** @return whether no move has been made yet */
    boolean atStart() {
        return moves == 0;
    }

    void keep(int[] rows) {
        steps = Rows.of(steps, rows);
        lastValues = Rows.of(lastValues, rows);
        bestAtCheckpoint = Rows.of(bestAtCheckpoint, rows);
        halvedAtCheckpoint = Rows.of(halvedAtCheckpoint, rows);
        rises = Rows.of(rises, rows);
    }

    private boolean[] halve(float[] bestValues) {
        boolean[] halved = new boolean[steps.length];
        for (int row = 0; row < steps.length; row++) {
            boolean tooFewRises = rises[row] < RISING_SHARE * (moves - lastCheckpoint);
            boolean stuck = !halvedAtCheckpoint[row] && bestValues[row] <= bestAtCheckpoint[row];
            halved[row] = tooFewRises || stuck;
            if (halved[row]) {
                steps[row] /= 2;
            }
        }
        halvedAtCheckpoint = halved;
        bestAtCheckpoint = bestValues.clone();
        rises = new int[rises.length];
        lastCheckpoint = moves;
        return halved;
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }
}
