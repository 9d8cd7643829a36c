package io.rlpips.training.triplet;

/**
 * What five judges would say who see severities and nothing else. Their doubt follows a logistic curve, so that severities
 * near each other divide them; the shares are those that five judges can give. A larger severity never gets more votes.
 */
final class SeverityJudgment {
    private static final int JUDGES = 5;
    /** Difference of severities at which about one judge in four is wrong. */
    private static final double DOUBT = 0.1;
    /** Severity at which every other judge notices. */
    private static final double NOTICED = 0.3;

    private static final double DOUBT_OF_NOTICING = 0.07;

    private SeverityJudgment() {}

    /** @return the share of judges who find the second version closer to the reference */
    static float secondCloser(double firstSeverity, double secondSeverity) {
        return share((firstSeverity - secondSeverity) / DOUBT);
    }

    /** @return the share of judges who find a version of this severity the same as the reference */
    static float same(double severity) {
        return share((NOTICED - severity) / DOUBT_OF_NOTICING);
    }

    private static float share(double evidence) {
        return (float) Math.round(JUDGES / (1 + Math.exp(-evidence))) / JUDGES;
    }
}
