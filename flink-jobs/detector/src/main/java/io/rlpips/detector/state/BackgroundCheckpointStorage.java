package io.rlpips.detector.state;

import io.rlpips.detector.priority.Background;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.filemerging.FileMergingSnapshotManager;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStateToolset;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStorageWorkerView;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * Another storage, to which state is copied on threads that give way. Behind each barrier some tens of megabytes are copied
 * while nobody waits for it, and at their usual priority Flink's threads take the processors for that from uploads, all at
 * once.
 *
 * <p>Flink starts these threads and has no setting for it. What they do first is ask the storage for a stream to write to,
 * and so they are met here: a thread that asks, and is not the task's own, gives way from then on. The threads that copy
 * state back at a restart are others.
 */
final class BackgroundCheckpointStorage implements CheckpointStorage {
    private static final long serialVersionUID = 1L;

    private final CheckpointStorage storage;

    BackgroundCheckpointStorage(CheckpointStorage storage) {
        this.storage = storage;
    }

    @Override
    public CompletedCheckpointStorageLocation resolveCheckpoint(String pointer) throws IOException {
        return storage.resolveCheckpoint(pointer);
    }

    @Override
    public CheckpointStorageAccess createCheckpointStorage(JobID job) throws IOException {
        return new Access(storage.createCheckpointStorage(job));
    }

    /** What a job's coordinator and its tasks do with the storage; only the tasks copy. */
    private record Access(CheckpointStorageAccess access) implements CheckpointStorageAccess {
        /** Called by the task's own thread. */
        @Override
        public CheckpointStreamFactory resolveCheckpointStorageLocation(
                long checkpointId, CheckpointStorageLocationReference reference) throws IOException {
            return new Streams(
                    access.resolveCheckpointStorageLocation(checkpointId, reference), Thread.currentThread());
        }

        /** Where a cluster has Flink put the state of many tasks into one file it is copied as Flink does. */
        @Override
        public CheckpointStorageWorkerView toFileMergingStorage(
                FileMergingSnapshotManager manager, Environment environment) throws IOException {
            return access.toFileMergingStorage(manager, environment);
        }

        @Override
        public CheckpointStateOutputStream createTaskOwnedStateStream() throws IOException {
            return access.createTaskOwnedStateStream();
        }

        @Override
        public CheckpointStateToolset createTaskOwnedCheckpointStateToolset() {
            return access.createTaskOwnedCheckpointStateToolset();
        }

        @Override
        public boolean supportsHighlyAvailableStorage() {
            return access.supportsHighlyAvailableStorage();
        }

        @Override
        public boolean hasDefaultSavepointLocation() {
            return access.hasDefaultSavepointLocation();
        }

        @Override
        public CompletedCheckpointStorageLocation resolveCheckpoint(String pointer) throws IOException {
            return access.resolveCheckpoint(pointer);
        }

        @Override
        public void initializeBaseLocationsForCheckpoint() throws IOException {
            access.initializeBaseLocationsForCheckpoint();
        }

        @Override
        public CheckpointStorageLocation initializeLocationForCheckpoint(long checkpointId) throws IOException {
            return access.initializeLocationForCheckpoint(checkpointId);
        }

        @Override
        public CheckpointStorageLocation initializeLocationForSavepoint(long checkpointId, String location)
                throws IOException {
            return access.initializeLocationForSavepoint(checkpointId, location);
        }
    }

    /** @param task which must not give way */
    private record Streams(CheckpointStreamFactory streams, Thread task) implements CheckpointStreamFactory {
        @Override
        public CheckpointStateOutputStream createCheckpointStateOutputStream(CheckpointedStateScope scope)
                throws IOException {
            if (Thread.currentThread() != task) {
                Background.giveWay(StateFileThreads.NICE);
            }
            return streams.createCheckpointStateOutputStream(scope);
        }

        @Override
        public boolean canFastDuplicate(StreamStateHandle state, CheckpointedStateScope scope) throws IOException {
            return streams.canFastDuplicate(state, scope);
        }

        @Override
        public List<StreamStateHandle> duplicate(List<StreamStateHandle> states, CheckpointedStateScope scope)
                throws IOException {
            return streams.duplicate(states, scope);
        }

        @Override
        public void reusePreviousStateHandle(Collection<? extends StreamStateHandle> states) {
            streams.reusePreviousStateHandle(states);
        }

        @Override
        public boolean couldReuseStateHandle(StreamStateHandle state) {
            return streams.couldReuseStateHandle(state);
        }
    }
}
