package io.rlpips.local.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.configuration.ReplayHorizon;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportedRangeTest {
    private static final ReplayRange RANGE = new ReplayRange(1_000_000, 2_000_000);
    private static final ReplayHorizon.Gap GAP =
            new ReplayHorizon.Gap("uploads", "retention.ms", "5000", Optional.of(Instant.ofEpochMilli(1_500_000)));

    @TempDir
    private Path folder;

    @Test
    void comesBackAsItWasWritten() {
        ExportedRange written = ExportedRange.of(RANGE, List.of(GAP));

        written.write(folder);

        assertThat(ExportedRange.read(folder)).contains(written);
        assertThat(written.range()).isEqualTo(RANGE);
    }

    @Test
    void aFolderSaysNothingBeforeAnExportIntoItHasEnded() {
        assertThat(ExportedRange.read(folder)).isEmpty();
        ExportedRange.of(RANGE, List.of()).write(folder);

        ExportedRange.forget(folder);

        assertThat(ExportedRange.read(folder)).isEmpty();
    }

    @Test
    void uploadsThatTheExportIsNotOfAreRefused() {
        ExportedRange held = ExportedRange.of(RANGE, List.of());

        assertThatCode(() -> held.require(RANGE, false)).doesNotThrowAnyException();
        for (ReplayRange other : List.of(new ReplayRange(999_999, 2_000_000), new ReplayRange(1_000_000, 2_000_001))) {
            assertThatThrownBy(() -> held.require(other, false))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessage("%s was asked for, the export is of 1970-01-01T00:16:40Z to 1970-01-01T00:33:20Z"
                            .formatted(other.text()));
            assertThatCode(() -> held.require(other, true)).doesNotThrowAnyException();
        }
    }

    @Test
    void whatMayHaveBeenMissingWhenItWasMadeIsRefusedToo() {
        ExportedRange held = ExportedRange.of(RANGE, List.of(GAP));

        assertThatThrownBy(() -> held.require(RANGE, false))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("topic uploads has retention.ms=5000");
        assertThatCode(() -> held.require(RANGE, true)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"from\": \"1970-01-01T00:16:40Z\", \"gaps\": []}",
                "{\"from\": \"yesterday\", \"until\": \"1970-01-01T00:16:40Z\", \"gaps\": []}"
            })
    void whatCannotBeUnderstoodIsRefused(String text) throws IOException {
        Files.writeString(folder.resolve("export.json"), text);

        assertThatThrownBy(() -> ExportedRange.read(folder))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("does not say which uploads the export is of");
    }
}
