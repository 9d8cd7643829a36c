package io.rlpips.training.detection;

/** Told how an evaluation goes; calls come one after the other, not always from the same thread. */
@FunctionalInterface
public interface EvaluationListener {
    /**
     * @param stage what is being done, in a few words
     * @param done of it
     * @param total 0 while unknown
     */
    void progress(String stage, long done, long total);
}
