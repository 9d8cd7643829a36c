package io.rlpips.training.optimiser;

/**
 * A linear rise, then half a cosine down to zero (Loshchilov & Hutter 2017, without restarts).
 *
 * @param peak reached at the end of the rise
 * @param warmUpSteps of the rise
 * @param steps of the whole run
 */
public record LearningRate(double peak, long warmUpSteps, long steps) {

    /** @param step from 0 */
    public double at(long step) {
        if (step < warmUpSteps) {
            return peak * (step + 1) / warmUpSteps;
        }
        double progress = (double) (step - warmUpSteps) / Math.max(1, steps - warmUpSteps);
        return peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    }
}
