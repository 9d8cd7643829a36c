package io.rlpips.training.heads;

import java.util.Locale;

/**
 * What an epoch came to. Agreement is the 2AFC score, 0 to 1.
 *
 * @param epoch from 1
 * @param trainingLoss mean l_ce of the triplets as they were learnt from, attacked and with dropout
 * @param trainingAgreement likewise
 * @param validation of the triplets held back, as they are
 * @param attacked of the same under the adversary, without dropout; equal to {@code validation} where there is none
 */
public record HeadEpoch(
        int epoch,
        double trainingLoss,
        double trainingAgreement,
        ValidationScore validation,
        ValidationScore attacked) {

    /** @return one line for people */
    public String line() {
        return String.format(
                Locale.ROOT,
                "epoch %d: loss %.4f, 2AFC %.1f %%; held back: loss %.4f, 2AFC %.1f %% (majority %.1f %%), attacked %.1f %% (majority %.1f %%)",
                epoch,
                trainingLoss,
                100 * trainingAgreement,
                validation.loss(),
                100 * validation.agreement(),
                100 * validation.majority(),
                100 * attacked.agreement(),
                100 * attacked.majority());
    }
}
