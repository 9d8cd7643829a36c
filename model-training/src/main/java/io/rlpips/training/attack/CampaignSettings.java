package io.rlpips.training.attack;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * How a campaign goes about its attack.
 *
 * @param restarts runs a picture, at least 1; whoever has reached the goal takes no further part
 * @param batchSize pictures attacked at once, at least 1; changes nothing but speed and memory
 * @param eightBits whether what counts is the picture rounded to 8 bits inside the budget, as it would be stored; the
 *     originals must be multiples of 1/255 then
 * @param seed of every random choice
 */
public record CampaignSettings(int restarts, int batchSize, boolean eightBits, long seed) {
    /** What a CPU is fastest with. */
    public static final int STANDARD_BATCH = 32;

    public CampaignSettings {
        if (restarts < 1 || batchSize < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "campaign of %d restarts in batches of %d, both need at least 1".formatted(restarts, batchSize));
        }
    }

    /** @return batches of {@link #STANDARD_BATCH}, results as they would be stored */
    public static CampaignSettings of(int restarts, long seed) {
        return new CampaignSettings(restarts, STANDARD_BATCH, true, seed);
    }
}
