package io.rlpips.local.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedStateTest {
    @TempDir
    private Path folder;

    @Test
    void theNewestThatIsCompleteIsFound() throws IOException {
        complete("job-1/chk-7", 1);
        Path newest = complete("savepoint-1", 2);
        Files.createDirectories(folder.resolve("job-2/chk-1"));

        assertThat(SavedState.latest(folder)).hasValue(newest);
        assertThat(SavedState.latest(folder.resolve("job-2"))).isEmpty();
        assertThat(SavedState.latest(folder.resolve("never"))).isEmpty();
    }

    @Test
    void asideFromTheSavepointNothingIsKept() throws IOException {
        complete("job-1/chk-7", 1);
        Files.writeString(
                Files.createDirectories(folder.resolve("job-1/shared")).resolve("rows"), "rows");
        Files.createDirectories(folder.resolve("job-2/taskowned"));
        complete("savepoint-0", 1);
        Path savepoint = complete("savepoint-1", 2);
        Files.writeString(Files.createDirectories(savepoint.resolve("parts")).resolve("part"), "part");

        SavedState.keepOnly(folder, savepoint);

        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left)
                    .containsExactlyInAnyOrder(
                            folder,
                            savepoint,
                            savepoint.resolve("_metadata"),
                            savepoint.resolve("parts"),
                            savepoint.resolve("parts/part"));
        }
        assertThat(SavedState.latest(folder)).hasValue(savepoint);
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path nowhere = folder.resolve("nowhere");

        assertThatThrownBy(() -> SavedState.keepOnly(nowhere, nowhere.resolve("savepoint")))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("nowhere");
    }

    private Path complete(String name, long writtenMillis) throws IOException {
        Path made = Files.createDirectories(folder.resolve(name));
        Path metadata = Files.writeString(made.resolve("_metadata"), name);
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(writtenMillis));
        return made;
    }
}
