package io.rlpips.detector.state;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.CheckpointStorageFactory;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;

/**
 * The storage that Flink takes where none is named, files where there is a folder for them and else the job manager's
 * memory, with state copied on threads that give way to what uploads wait for.
 */
public final class BackgroundCheckpoints implements CheckpointStorageFactory<CheckpointStorage> {
    @Override
    public CheckpointStorage createFromConfig(ReadableConfig configuration, ClassLoader classes) {
        return new BackgroundCheckpointStorage(
                configuration
                                .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                                .isPresent()
                        ? FileSystemCheckpointStorage.createFromConfig(configuration, classes)
                        : JobManagerCheckpointStorage.createFromConfig(configuration, classes));
    }
}
