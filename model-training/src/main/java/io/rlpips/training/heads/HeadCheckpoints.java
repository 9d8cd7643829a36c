package io.rlpips.training.heads;

import io.rlpips.training.run.CheckpointFolder;

/** Writes a run's checkpoints: after every epoch, and within one when enough time has gone by. */
final class HeadCheckpoints {
    private final HeadSettings settings;
    private final TrainingTriplets triplets;
    private final HeadSession session;
    private final CheckpointFolder<HeadState> folder;
    private long writtenNanos = System.nanoTime();

    HeadCheckpoints(
            HeadSettings settings, TrainingTriplets triplets, HeadSession session, CheckpointFolder<HeadState> folder) {
        this.settings = settings;
        this.triplets = triplets;
        this.session = session;
        this.folder = folder;
    }

    void writeIfDue() {
        if (System.nanoTime() - writtenNanos >= settings.checkpointInterval().toNanos()) {
            write();
        }
    }

    void write() {
        folder.write(session.checkpoint(triplets, settings.parent().modelHash()));
        writtenNanos = System.nanoTime();
    }
}
