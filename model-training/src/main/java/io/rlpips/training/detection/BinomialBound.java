package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/** What a count of successes says about the rate behind it, without assuming that there are many (Clopper-Pearson 1934). */
public final class BinomialBound {
    private static final int BISECTIONS = 60;

    private BinomialBound() {}

    /**
     * The largest rate at which so few successes are still as likely as {@code 1 - confidence}.
     *
     * @param successes 0 to {@code trials}
     * @param trials at least 1
     * @param confidence one-sided, for example 0.95
     * @return 1 where everything succeeded
     */
    public static double upper(int successes, int trials, double confidence) {
        if (successes < 0 || trials < 1 || successes > trials || !(confidence > 0 && confidence < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "bound with confidence %s on %d successes of %d trials".formatted(confidence, successes, trials));
        }
        if (successes == trials) {
            return 1;
        }
        double low = (double) successes / trials;
        double high = 1;
        for (int step = 0; step < BISECTIONS; step++) {
            double middle = (low + high) / 2;
            if (atMost(successes, trials, middle) > 1 - confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** @return the smallest rate at which so many successes are still as likely as {@code 1 - confidence} */
    public static double lower(int successes, int trials, double confidence) {
        return 1 - upper(trials - successes, trials, confidence);
    }

    /** @return the probability of at most {@code successes}, each trial succeeding with {@code rate} */
    private static double atMost(int successes, int trials, double rate) {
        double logOdds = Math.log(rate) - Math.log1p(-rate);
        double logTerm = trials * Math.log1p(-rate);
        double sum = 0;
        for (int k = 0; k <= successes; k++) {
            sum += Math.exp(logTerm);
            logTerm += logOdds + Math.log((double) (trials - k) / (k + 1));
        }
        return sum;
    }
}
