package io.rlpips.training.backbone;

import io.rlpips.training.run.MemoryUse;
import java.time.Duration;
import java.util.Locale;

/**
 * Where a run is.
 *
 * @param epoch the running one, from 1
 * @param epochs of the whole run
 * @param pictures learnt from in this epoch so far
 * @param picturesInEpoch of a whole epoch
 * @param picturesPerSecond in this epoch so far
 * @param loss mean of this epoch so far
 * @param accuracy share of varied training pictures classified rightly in this epoch so far
 * @param timeLeft for the whole run at this pace, validation not counted
 * @param memory of the process
 */
public record TrainingProgress(
        int epoch,
        int epochs,
        int pictures,
        int picturesInEpoch,
        double picturesPerSecond,
        double loss,
        double accuracy,
        Duration timeLeft,
        MemoryUse memory) {

    /** @return one line for people */
    public String line() {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  %d/%d  %.0f images/s  loss %.3f  accuracy %.1f %%  %s  %d:%02d left",
                epoch,
                epochs,
                pictures,
                picturesInEpoch,
                picturesPerSecond,
                loss,
                accuracy * 100,
                memory.describe(),
                timeLeft.toMinutes(),
                timeLeft.toSecondsPart());
    }
}
