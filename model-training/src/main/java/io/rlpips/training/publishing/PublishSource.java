package io.rlpips.training.publishing;

import java.nio.file.Path;

/** What training left behind and publishing starts from. */
public sealed interface PublishSource {
    /**
     * A finished {@link io.rlpips.training.backbone.BackboneTrainer} run: it has no heads yet, so they are balanced on
     * the pictures it held back.
     *
     * @param folder of the run
     */
    record FinishedRun(Path folder) implements PublishSource {}

    /**
     * A bundle that training wrote: its tensors are published as they are, and its manifest says how they came about.
     *
     * @param path a folder or zip file
     */
    record TrainedBundle(Path path) implements PublishSource {}
}
