package io.rlpips.training.backbone;

import java.nio.file.Path;

/**
 * One training run.
 *
 * @param data folder or tar archive of pictures in class folders
 * @param run folder for checkpoints, curves and the result; made if absent
 * @param resume whether to go on from the last checkpoint in {@code run}; without it a folder that holds one is refused
 * @param intraOpThreads how many threads one tensor operation uses; other counts may change the last bits
 * @param workers how many threads decode and vary pictures; never changes the result
 */
public record TrainingSettings(
        Path data, Path run, TrainingRecipe recipe, boolean resume, int intraOpThreads, int workers) {}
