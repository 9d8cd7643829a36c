package io.rlpips.training.attack;

/** Hears how far a campaign has come. */
@FunctionalInterface
public interface CampaignListener {
    /** Listens to nothing. */
    CampaignListener NONE = (done, total) -> {};

    /**
     * @param done runs of pictures that have ended or are no longer needed
     * @param total pictures times restarts
     */
    void progress(long done, long total);
}
