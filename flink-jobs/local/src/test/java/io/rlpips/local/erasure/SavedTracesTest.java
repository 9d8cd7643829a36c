package io.rlpips.local.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsSavepointStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.types.StringValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names in the bytes of a savepoint, however state spells them. */
class SavedTracesTest {
    private static final String ID = "b\u00e4r \u732b.png";

    private static final KeyGroupRangeOffsets OFFSETS = new KeyGroupRangeOffsets(0, 0, new long[] {0});

    @TempDir
    private Path folder;

    private Path state;

    @BeforeEach
    void savepoint() throws IOException {
        state = Files.createFile(folder.resolve("state"));
        write(savepoint(state));
    }

    @Test
    void aNameIsFoundInBothSpellingsAndAcrossPieces() throws IOException {
        byte[] filling = new byte[(1 << 20) - 3];

        assertThat(found(ID.getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(found(flinks(ID))).isTrue();
        assertThat(found(filling, ID.getBytes(StandardCharsets.UTF_8), filling)).isTrue();
        assertThat(found(filling, "another.png".getBytes(StandardCharsets.UTF_8), filling))
                .isFalse();
        assertThat(found(flinks("x".repeat(300)))).isFalse();
        assertThat(SavedTraces.of(folder, Set.of("x".repeat(300))).naming()).containsExactly(state);
    }

    @Test
    void whatCannotBeSearchedIsNoProof() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> SavedTraces.of(empty, Set.of(ID))).hasMessageContaining("holds no savepoint");

        write(new KeyGroupsStateHandle(OFFSETS, new FileStateHandle(flinkPath(state), 0)));
        assertThatThrownBy(this::look)
                .as("as a checkpoint has it")
                .hasMessageContaining("has state in RocksDB's own format, which is compressed");

        write(savepoint(folder.resolve("gone")));
        assertThatThrownBy(this::look).hasMessageContaining("gone, which is not there");

        Path elsewhere = Files.createTempFile(folder.getParent(), "state", "");
        write(savepoint(elsewhere));
        assertThatThrownBy(this::look).hasMessageContaining("which is not there");

        org.apache.flink.core.fs.Path store = new org.apache.flink.core.fs.Path("s3://savepoints/state");
        write(new KeyGroupsSavepointStateHandle(OFFSETS, new FileStateHandle(store, 0)));
        assertThatThrownBy(this::look).hasMessageContaining("s3://savepoints/state, which is not there");

        Files.write(folder.resolve("_metadata"), new byte[] {1, 2, 3});
        assertThatThrownBy(this::look).hasMessageContaining("cannot read");
    }

    private void look() {
        SavedTraces.of(folder, Set.of(ID));
    }

    private static KeyedStateHandle savepoint(Path file) {
        return new KeyGroupsSavepointStateHandle(OFFSETS, new FileStateHandle(flinkPath(file), 0));
    }

    private static org.apache.flink.core.fs.Path flinkPath(Path file) {
        return new org.apache.flink.core.fs.Path(file.toUri());
    }

    private void write(KeyedStateHandle keyed) throws IOException {
        OperatorState operator = new OperatorState("operator", "uid", new OperatorID(), 1, 1);
        operator.putState(
                0, OperatorSubtaskState.builder().setManagedKeyedState(keyed).build());
        try (OutputStream file = Files.newOutputStream(folder.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, List.of(operator), List.of()), file);
        }
    }

    private boolean found(byte[]... content) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : content) {
            all.write(part);
        }
        Files.write(state, all.toByteArray());
        SavedTraces traces = SavedTraces.of(folder, Set.of(ID));
        assertThat(traces.files()).isEqualTo(2);
        return traces.naming().contains(state);
    }

    private static byte[] flinks(String text) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        StringValue.writeString(text, new DataOutputStream(written));
        return written.toByteArray();
    }
}
