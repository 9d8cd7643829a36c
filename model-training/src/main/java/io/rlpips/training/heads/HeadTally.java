package io.rlpips.training.heads;

/**
 * Sums over triplets; kept in checkpoints, because a run can stop within an epoch.
 *
 * @param triplets counted
 * @param loss sum of l_ce
 * @param agreement sum of 2AFC as LPIPS defines it
 * @param majority number of triplets where the metric sides with the majority
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
        double moreLoss = 0;
        double moreAgreement = 0;
        double moreMajority = 0;
        for (int row = 0; row < loss.length; row++) {
            moreLoss += loss[row];
            moreAgreement += agreement(first[row], second[row], judgments[row]);
            moreMajority += first[row] < second[row] == judgments[row] < 0.5f ? 1 : 0;
        }
        return new HeadTally(
                triplets + loss.length, this.loss + moreLoss, agreement + moreAgreement, majority + moreMajority);
    }

    ValidationScore score() {
        return new ValidationScore(loss / triplets, agreement / triplets, majority / triplets);
    }

    private static double agreement(float first, float second, float judgment) {
        if (first == second) {
            return 0.5;
        }
        return first < second ? 1.0 - judgment : judgment;
    }
}
