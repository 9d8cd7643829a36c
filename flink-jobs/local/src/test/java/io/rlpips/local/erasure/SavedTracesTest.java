package io.rlpips.local.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.flink.types.StringValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names in the bytes of a savepoint, however state spells them. */
class SavedTracesTest {
    private static final String ID = "b\u00e4r \u732b.png";

    @TempDir
    private Path folder;

    private Path state;

    @BeforeEach
    void savepoint() throws IOException {
        Files.write(folder.resolve("_metadata"), new byte[] {1, 2, 3});
        state = folder.resolve("state");
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
        byte[] table = {
            1, (byte) 0xf7, (byte) 0xcf, (byte) 0xf4, (byte) 0x85, (byte) 0xb7, 0x41, (byte) 0xe2, (byte) 0x88
        };
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThatThrownBy(() -> found(table)).hasMessageContaining("is a table of RocksDB");
        assertThatThrownBy(() -> SavedTraces.of(empty, Set.of(ID))).hasMessageContaining("holds no savepoint");
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
