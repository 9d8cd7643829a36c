package io.rlpips.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.DrawnPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetSurveyTest {
    @TempDir
    private Path root;

    @Test
    void aJudgedSetIsCountedByPlaceAndNamesItsJudges() throws IOException {
        DrawnTrials.triplets(root, Split.TRAIN, "cnn", 3);
        DrawnTrials.triplets(root, Split.VAL, "color", 2);
        DrawnTrials.pairs(root, "cnn", 1);

        DataSetSurvey.Finding found = survey();

        assertThat(found.layout()).isEqualTo(DataSetSurvey.Layout.BAPPS);
        assertThat(found.counts())
                .containsOnly(entry("2afc/train/cnn", 3), entry("2afc/val/color", 2), entry("jnd/val/cnn", 1));
        assertThat(found.judgedBy()).contains(JudgedBy.PEOPLE);
        assertThat(found.firstProblem()).isEmpty();
    }

    @Test
    void theFirstProblemIsToldAndTheOtherFamiliesAreStillRead() throws IOException {
        DrawnTrials.triplets(root, Split.VAL, "cnn", 3);
        DrawnTrials.triplets(root, Split.VAL, "color", 2);
        Files.writeString(root.resolve("2afc/val/cnn/p0/000001.png"), "not a picture");

        DataSetSurvey.Finding found = survey();

        assertThat(found.counts()).containsOnly(entry("2afc/val/cnn", 1), entry("2afc/val/color", 2));
        assertThat(found.firstProblem()).get().asString().contains("cnn", "000001.png");
    }

    @Test
    void aFamilyThatIsAnnouncedAndAbsentIsAProblem() throws IOException {
        DrawnTrials.triplets(root, Split.VAL, "cnn", 1);
        new SetManifest(JudgedBy.SEVERITY, "", 1, List.of(), 16, Map.of("2afc/val/color", 5)).write(root);

        assertThat(survey().judgedBy()).contains(JudgedBy.SEVERITY);
        assertThat(survey().firstProblem()).get().asString().contains("color", "announces");
    }

    @Test
    void picturesAreCountedWithTheirClasses() throws IOException {
        DrawnPictures.folder(root, 2, 3, 16);

        DataSetSurvey.Finding found = survey();

        assertThat(found.layout()).isEqualTo(DataSetSurvey.Layout.PICTURES);
        assertThat(found.counts()).containsOnly(entry("pictures", 6), entry("classes", 2));
        assertThat(found.judgedBy()).isEmpty();
        assertThat(found.firstProblem()).isEmpty();
    }

    @Test
    void cifarFilesAreCountedOneByOne() throws IOException {
        Files.write(root.resolve("data_batch_1.bin"), new byte[2 * 3073]);
        Files.write(root.resolve("test_batch.bin"), new byte[3074]);

        DataSetSurvey.Finding found = survey();

        assertThat(found.layout()).isEqualTo(DataSetSurvey.Layout.CIFAR_10);
        assertThat(found.counts()).containsOnly(entry("data_batch_1.bin", 2), entry("test_batch.bin", 0));
        assertThat(found.firstProblem()).get().asString().contains("test_batch.bin", "3073");
    }

    @Test
    void nothingIsAProblemAndAbsenceAFailure() {
        assertThat(survey().firstProblem()).get().asString().contains("no pictures");
        assertThatThrownBy(() -> DataSetSurvey.of(root.resolve("absent"), 1, read -> {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("absent");
    }

    private DataSetSurvey.Finding survey() {
        return DataSetSurvey.of(root, 2, read -> {});
    }
}
