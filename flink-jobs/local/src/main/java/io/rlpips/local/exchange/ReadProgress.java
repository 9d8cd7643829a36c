package io.rlpips.local.exchange;

/** Told how far a topic has been read that is gone through to its end. */
@FunctionalInterface
public interface ReadProgress {
    /** For who does not want to know. */
    ReadProgress NONE = (stage, done, total) -> {};

    /**
     * @param stage what is being read, in a few words
     * @param done offsets passed, those without a record included
     * @param total of them
     */
    void passed(String stage, long done, long total);
}
