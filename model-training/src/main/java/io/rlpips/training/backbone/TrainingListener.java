package io.rlpips.training.backbone;

/** Told how a run goes, on the thread that trains. What it throws ends the run; the last checkpoint stays. */
public interface TrainingListener {
    /** @param pictures read so far */
    default void reading(int pictures) {}

    default void step(TrainingProgress progress) {}

    /** Called after the epoch's checkpoint is on disk. */
    default void epoch(EpochResult result) {}
}
