package io.rlpips.training.publishing;

/** Told how publishing goes, on the thread that publishes. */
@FunctionalInterface
public interface PublishListener {
    /**
     * @param stage what is being done, in a few words
     * @param done of it
     * @param total 0 while unknown
     */
    void progress(String stage, long done, long total);
}
