package io.rlpips.training.heads;

import io.rlpips.training.agreement.Choice;

/**
 * Sums over triplets; kept in checkpoints, because a run can stop within an epoch.
 *
 * @param triplets counted
 * @param loss sum of l_ce
 * @param agreement sum of 2AFC as LPIPS defines it, {@link Choice#agreement}
 * @param majority the same against the majority of the judges
 */
record HeadTally(int triplets, double loss, double agreement, double majority) {
    static final HeadTally EMPTY = new HeadTally(0, 0, 0, 0);

    /**
     * @param loss of each triplet
     * @param first d(x, x0) of each
     * @param second d(x, x1) of each
     * @param judgments share of judges who found the second closer
     */
    HeadTally plus(float[] loss, float[] first, float[] second, float[] judgments) {
        HeadTally sum = this;
        for (int row = 0; row < loss.length; row++) {
            sum = sum.plus(loss[row], new Choice(first[row], second[row], judgments[row]));
        }
        return sum;
    }

    private HeadTally plus(double moreLoss, Choice choice) {
        return new HeadTally(
                triplets + 1, loss + moreLoss, agreement + choice.agreement(), majority + choice.withMajority());
    }

    ValidationScore score() {
        return new ValidationScore(loss / triplets, agreement / triplets, majority / triplets);
    }
}
