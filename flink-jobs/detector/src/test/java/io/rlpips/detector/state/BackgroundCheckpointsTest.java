package io.rlpips.detector.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.priority.Scheduling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BackgroundCheckpointsTest {
    private static final byte[] STATE = new byte[1 << 20];

    static {
        new Random(1).nextBytes(STATE);
    }

    @Test
    void stateIsCopiedToTheFolderForIt(@TempDir Path folder) throws Exception {
        Configuration files = new Configuration();
        files.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());

        StreamStateHandle copy = copy(streams(files));

        assertThat(copy)
                .isInstanceOfSatisfying(
                        FileStateHandle.class,
                        file -> assertThat(Path.of(file.getFilePath().toUri())).startsWith(folder));
        assertThat(bytes(copy)).isEqualTo(STATE);
    }

    @Test
    void stateIsKeptInMemoryWhereThereIsNoFolder() throws Exception {
        StreamStateHandle copy = copy(streams(new Configuration()));

        assertThat(copy).isInstanceOf(ByteStreamStateHandle.class);
        assertThat(bytes(copy)).isEqualTo(STATE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadThatCopiesGivesWayAndTheTaskItselfDoesNot() throws Exception {
        Scheduling usual = Scheduling.ofThisThread();
        CheckpointStreamFactory streams = streams(new Configuration());
        FutureTask<Scheduling> other = new FutureTask<>(() -> {
            copy(streams);
            return Scheduling.ofThisThread();
        });

        new Thread(other).start();
        copy(streams);

        assertThat(other.get().nice()).isEqualTo(Math.max(usual.nice(), StateFileThreads.NICE));
        assertThat(Scheduling.ofThisThread()).isEqualTo(usual);
    }

    /** @return what this thread, as a task's own, gives to those that copy */
    private static CheckpointStreamFactory streams(Configuration configuration) throws IOException {
        CheckpointStorageAccess storage = new BackgroundCheckpoints()
                .createFromConfig(configuration, BackgroundCheckpointsTest.class.getClassLoader())
                .createCheckpointStorage(new JobID());
        storage.initializeBaseLocationsForCheckpoint();
        return storage.resolveCheckpointStorageLocation(
                1, storage.initializeLocationForCheckpoint(1).getLocationReference());
    }

    private static StreamStateHandle copy(CheckpointStreamFactory streams) throws IOException {
        try (CheckpointStateOutputStream stream =
                streams.createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE)) {
            stream.write(STATE);
            return stream.closeAndGetHandle();
        }
    }

    private static byte[] bytes(StreamStateHandle copy) throws IOException {
        try (InputStream read = copy.openInputStream()) {
            return read.readAllBytes();
        }
    }
}
