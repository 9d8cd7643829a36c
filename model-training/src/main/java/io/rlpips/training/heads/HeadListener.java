package io.rlpips.training.heads;

/** Told how a run goes, on the thread that trains. What it throws ends the run; the last checkpoint stays. */
public interface HeadListener {
    /** @param imagesPerSecond of the plain forward pass of this model on this machine, to compare the training's with */
    default void forwardSpeed(double imagesPerSecond) {}

    default void step(HeadProgress progress) {}

    /** Called after the epoch's checkpoint is on disk. */
    default void epoch(HeadEpoch result) {}
}
