package io.rlpips.training.robust;

import io.rlpips.metric.bundle.ModelBundle;
import java.nio.file.Path;

/**
 * One run of robust training.
 *
 * @param start the model that training starts from; AlexNet
 * @param data folder or tar archive of pictures in class folders; the first {@code heldBackPerClass} of each class
 *     validate
 * @param run folder for checkpoints and curves; made if absent
 * @param choice which round's metric is given back
 * @param resume whether to go on from the last checkpoint in {@code run}; without it a folder that holds one is refused
 * @param intraOpThreads how many threads one tensor operation uses; other counts may change the last bits
 * @param workers how many threads decode and edit pictures; never changes the result
 */
public record RobustSettings(
        ModelBundle start,
        Path data,
        int heldBackPerClass,
        Path run,
        RobustRecipe recipe,
        RoundChoice choice,
        boolean resume,
        int intraOpThreads,
        int workers) {}
