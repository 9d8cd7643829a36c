package io.rlpips.training.heads;

import io.rlpips.metric.bundle.ModelBundle;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One run.
 *
 * @param parent the model it starts from
 * @param data name of the triplets' folder, for the record
 * @param perFamily how many triplets of each family were read at most, for the record; 0 for all
 * @param run folder for checkpoints, curves and the report; made if absent
 * @param out the bundle it makes: a new folder, or a new file ending in {@code .zip}
 * @param modelId of that bundle
 * @param resume whether to go on from the last checkpoint in {@code run}; without it a folder that holds one is refused
 * @param intraOpThreads how many threads one tensor operation uses; other counts may change the last bits
 * @param checkpointInterval at least how far checkpoints within an epoch are apart; never changes the result
 */
public record HeadSettings(
        HeadRecipe recipe,
        ModelBundle parent,
        String data,
        int perFamily,
        Path run,
        Path out,
        String modelId,
        boolean resume,
        int intraOpThreads,
        Duration checkpointInterval) {
    /** Little enough is lost, and writing costs nothing beside it. */
    public static final Duration STANDARD_CHECKPOINT_INTERVAL = Duration.ofMinutes(2);
}
