package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * What is wanted of a threshold: no more false alerts on average than this, for each upload to a bank of this size.
 *
 * @param falseAlertsPerUpload in (0, 1)
 * @param references in the bank, at least 1
 * @param rows that each of them counts as, at least 1: its views, where pairs are compared under one view only
 */
public record BankTarget(double falseAlertsPerUpload, long references, int rows) {
    /** @throws RlpipsException INVALID_ARGUMENT naming what is out of range */
    public BankTarget {
        if (!(falseAlertsPerUpload > 0 && falseAlertsPerUpload < 1)) {
            throw invalid(
                    "%s false alerts per upload wanted, must lie between 0 and 1".formatted(falseAlertsPerUpload));
        }
        if (references < 1) {
            throw invalid("a bank of %d references, needs at least 1".formatted(references));
        }
        if (rows < 1) {
            throw invalid("%d views a reference, needs at least 1".formatted(rows));
        }
    }

    /**
     * @return the share of unrelated pairs that may come as near as the threshold. The expected number of false alerts is
     *     the sum over the pairs whatever they have to do with each other, so this holds for dependent rows as well
     */
    public double pairRate() {
        return falseAlertsPerUpload / references / rows;
    }

    private static RlpipsException invalid(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
