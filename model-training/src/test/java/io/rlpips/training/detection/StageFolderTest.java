package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageFolderTest {
    private static final TypeReference<List<Figure>> FIGURES = new TypeReference<>() {};
    private static final Map<String, Object> SETTINGS =
            Map.of("threshold", 0.1 + 0.2, "steps", 100, "edits", List.of("a"));

    @TempDir
    private Path folder;

    private final List<Figure> figures = List.of(
            Figure.share("recall", "crop 5 %", 3, 4, Map.of("views", "one view")),
            Figure.number("threshold", "10^-6", 0.1, new Interval(0.05, 0.2), Map.of()));
    private int measured;

    @Test
    void aFinishedStageIsNotMeasuredAgain() {
        assertThat(stage("model", SETTINGS)).isEqualTo(figures);
        assertThat(stage("model", SETTINGS)).isEqualTo(figures);

        assertThat(measured).isEqualTo(1);
    }

    @Test
    void otherSettingsAndOtherModelsAreMeasured() {
        stage("model", SETTINGS);
        stage("model", Map.of("threshold", 0.3));
        stage("other model", Map.of("threshold", 0.3));

        assertThat(measured).isEqualTo(3);
    }

    @Test
    void anInterruptedStageLeavesNothingAndIsMeasuredNextTime() {
        StageFolder stages = new StageFolder(folder, "model");
        assertThatThrownBy(() -> stages.result("recall", SETTINGS, FIGURES, () -> {
                    throw new IllegalStateException("interrupted");
                }))
                .hasMessage("interrupted");

        assertThat(stage("model", SETTINGS)).isEqualTo(figures);
        assertThat(measured).isEqualTo(1);
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        stage("model", SETTINGS);
        Files.writeString(folder.resolve("recall.json"), "{");

        assertThatThrownBy(() -> stage("model", SETTINGS))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("recall.json");
    }

    private List<Figure> stage(String model, Map<String, Object> settings) {
        return new StageFolder(folder, model).result("recall", settings, FIGURES, () -> {
            measured++;
            return figures;
        });
    }
}
