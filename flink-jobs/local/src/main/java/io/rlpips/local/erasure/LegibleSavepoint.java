package io.rlpips.local.erasure;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/**
 * Whether names in state can be found by looking at the bytes of a savepoint: by what its metadata says of it. A checkpoint
 * has RocksDB's own files, which spell hardly a name, and lie beside it.
 */
final class LegibleSavepoint {
    private LegibleSavepoint() {}

    /**
     * @param metadata file of a savepoint or checkpoint
     * @throws RlpipsException INVALID_ARGUMENT where keyed state is not in the canonical format, or a file of state does not
     *     lie in the same folder
     * @throws IOException where the file cannot be read, or is none of Flink's
     */
    static void require(Path metadata) throws IOException {
        Collection<OperatorState> operators = operators(metadata);
        for (KeyedStateHandle keyed : keyed(operators).toList()) {
            if (!(keyed instanceof KeyGroupsSavepointStateHandle)) {
                throw illegible(metadata, "has state in RocksDB's own format, which is compressed");
            }
        }
        Path folder = metadata.toRealPath().getParent();
        for (StreamStateHandle handle : handles(operators).toList()) {
            if (handle instanceof FileStateHandle file
                    && !liesIn(folder, file.getFilePath().toUri())) {
                throw illegible(metadata, "has state in %s, which is not there".formatted(file.getFilePath()));
            }
        }
    }

    /** Whatever hostile or damaged bytes bring about in Flink's reader means that they cannot be read. */
    private static Collection<OperatorState> operators(Path metadata) throws IOException {
        try (DataInputStream content = new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
            return Checkpoints.loadCheckpointMetadata(
                            content,
                            LegibleSavepoint.class.getClassLoader(),
                            metadata.toRealPath().getParent().toUri().toString())
                    .getOperatorStates();
        } catch (RuntimeException damaged) {
            throw new IOException("it is no savepoint's: " + damaged, damaged);
        }
    }

    /** Of a savepoint that was fetched from elsewhere, state may still be named there. */
    private static boolean liesIn(Path folder, URI state) throws IOException {
        if (!"file".equals(state.getScheme())) {
            return false;
        }
        Path file = Path.of(state);
        return Files.isRegularFile(file) && file.toRealPath().startsWith(folder);
    }

    private static Stream<KeyedStateHandle> keyed(Collection<OperatorState> operators) {
        return tasks(operators).flatMap(task -> task.getManagedKeyedState().stream());
    }

    private static Stream<StreamStateHandle> handles(Collection<OperatorState> operators) {
        return Stream.concat(
                keyed(operators).map(keyed -> ((KeyGroupsSavepointStateHandle) keyed).getDelegateStateHandle()),
                tasks(operators)
                        .flatMap(task -> Stream.concat(
                                task.getManagedOperatorState().stream(), task.getRawOperatorState().stream()))
                        .map(OperatorStateHandle::getDelegateStateHandle));
    }

    private static Stream<OperatorSubtaskState> tasks(Collection<OperatorState> operators) {
        return operators.stream().flatMap(operator -> operator.getStates().stream());
    }

    private static RlpipsException illegible(Path metadata, String why) {
        return new RlpipsException(
                FailureCategory.INVALID_ARGUMENT,
                "%s %s: make a savepoint of the canonical format".formatted(metadata.getParent(), why));
    }
}
