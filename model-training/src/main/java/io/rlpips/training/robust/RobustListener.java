package io.rlpips.training.robust;

import io.rlpips.training.run.MemoryUse;
import java.time.Duration;
import java.util.Locale;

/** Told how a run goes, on the thread that trains. What it throws ends the run; the last checkpoint stays. */
public interface RobustListener {
    /** @param pictures read so far */
    default void reading(int pictures) {}

    /** Told once, before the first step: what {@link Progress#picturesPerSecond} is to be compared with. */
    default void forwardSpeed(double imagesPerSecond) {}

    default void step(Progress progress) {}

    /** Called after the round's checkpoint is on disk. */
    default void round(RoundResult result) {}

    /**
     * Where a run is.
     *
     * @param step of the whole run, from 1
     * @param loss mean of this round so far
     * @param picturesPerSecond learnt from in this round so far; each costs a pass forth and back for the weights, and
     *     one for every attack step
     * @param timeLeft for the whole run at this pace
     * @param memory of the process
     */
    record Progress(long step, long steps, double loss, double picturesPerSecond, Duration timeLeft, MemoryUse memory) {
        /** @return one line for people */
        public String line() {
            return String.format(
                    Locale.ROOT,
                    "step %d/%d  loss %.3f  %.0f images/s  %s  %d:%02d left",
                    step,
                    steps,
                    loss,
                    picturesPerSecond,
                    memory.describe(),
                    timeLeft.toMinutes(),
                    timeLeft.toSecondsPart());
        }
    }
}
