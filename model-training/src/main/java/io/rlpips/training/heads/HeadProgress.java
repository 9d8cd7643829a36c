package io.rlpips.training.heads;

import io.rlpips.training.run.MemoryUse;
import java.time.Duration;
import java.util.Locale;

/**
 * Where a run is.
 *
 * @param epoch the running one, from 1
 * @param epochs of the whole run, if it does not end early
 * @param triplets learnt from in this epoch so far
 * @param tripletsInEpoch of a whole epoch
 * @param imagesPerSecond three a triplet, in this epoch and process so far
 * @param loss mean of this epoch so far
 * @param agreement 2AFC of this epoch so far, on what was learnt from
 * @param timeLeft for the whole run at this pace, validation not counted
 * @param memory of the process
 */
public record HeadProgress(
        int epoch,
        int epochs,
        int triplets,
        int tripletsInEpoch,
        double imagesPerSecond,
        double loss,
        double agreement,
        Duration timeLeft,
        MemoryUse memory) {

    /** @return one line for people */
    public String line() {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  %d/%d  %.1f images/s  loss %.4f  2AFC %.1f %%  %s  %d:%02d left",
                epoch,
                epochs,
                triplets,
                tripletsInEpoch,
                imagesPerSecond,
                loss,
                agreement * 100,
                memory.describe(),
                timeLeft.toMinutes(),
                timeLeft.toSecondsPart());
    }
}
