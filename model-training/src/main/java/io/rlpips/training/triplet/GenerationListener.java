package io.rlpips.training.triplet;

/** Hears how a generation goes on. Called on the generating thread. */
@FunctionalInterface
public interface GenerationListener {
    /**
     * @param stage what is going on, in words
     * @param done 0 to {@code total}
     */
    void progress(String stage, long done, long total);
}
