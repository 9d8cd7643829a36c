package io.rlpips.training.triplet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.data.DataSetSurvey;
import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.JudgedPair;
import io.rlpips.training.data.JudgedPairSet;
import io.rlpips.training.data.JudgedPairSetReader;
import io.rlpips.training.data.Selection;
import io.rlpips.training.data.SetManifest;
import io.rlpips.training.data.Split;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.data.TripletSet;
import io.rlpips.training.data.TripletSetReader;
import io.rlpips.training.run.OrderlyStop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TripletGeneratorTest {
    private static final int SIDE = 32;
    private static final List<RgbImage> TRAINING = DrawnPictures.several(6, SIDE, 1);
    private static final List<RgbImage> VALIDATION = DrawnPictures.several(5, SIDE, 2);

    @TempDir
    private static Path root;

    private static Path set;
    private static final List<String> STAGES = new ArrayList<>();

    @BeforeAll
    static void generate() {
        set = root.resolve("set");
        generate(set, 1, 2, STAGES);
    }

    @Test
    void theSetIsReadAsBapps() {
        TripletSet training = triplets(Split.TRAIN);
        TripletSet validation = triplets(Split.VAL);
        JudgedPairSet pairs = new JudgedPairSetReader(ImageLimits.DEFAULT, SIDE, 2)
                .read(set, Split.VAL, Selection.EVERYTHING, read -> {});

        assertThat(training.families()).containsExactly("cnn", "mix", "traditional");
        assertThat(training.triplets()).hasSize(10);
        assertThat(validation.families())
                .containsExactly("cnn", "color", "deblur", "frameinterp", "superres", "traditional");
        assertThat(validation.families())
                .allSatisfy(family ->
                        assertThat(validation.family(family).triplets()).hasSize(3));
        assertThat(pairs.families()).containsExactly("cnn", "traditional");
        assertThat(pairs.pairs()).hasSize(6);
        assertThat(DataSetSurvey.of(set, 2, read -> {}).firstProblem()).isEmpty();
    }

    @Test
    void generatedJudgmentsAreNeverCalledPeoples() {
        assertThat(triplets(Split.TRAIN).judgedBy()).isEqualTo(JudgedBy.SEVERITY);
        SetManifest manifest = SetManifest.read(set);
        assertThat(manifest.judgedBy()).isEqualTo(JudgedBy.SEVERITY);
        assertThat(manifest.how()).contains("severities").contains("No person was asked and no metric");
        assertThat(manifest.seed()).isEqualTo(1);
        assertThat(manifest.sources()).containsExactly("waves");
        assertThat(manifest.counts())
                .hasSize(3 + 6 + 2)
                .containsEntry("2afc/train/traditional", 4)
                .containsEntry("2afc/val/color", 3)
                .containsEntry("jnd/val/cnn", 3);
    }

    @Test
    void whatIsMeasuredOnIsMadeOfOtherPhotosThanWhatIsLearntFrom() {
        assertThat(triplets(Split.TRAIN).triplets())
                .extracting(Triplet::reference)
                .allMatch(TRAINING::contains);
        assertThat(triplets(Split.VAL).triplets())
                .extracting(Triplet::reference)
                .allMatch(VALIDATION::contains);
        assertThat(new JudgedPairSetReader(ImageLimits.DEFAULT, SIDE, 1)
                        .read(set, Split.VAL, Selection.EVERYTHING, read -> {})
                        .pairs())
                .extracting(JudgedPair::first)
                .allMatch(VALIDATION::contains);
    }

    @Test
    void theNumberOfThreadsChangesNoByte() throws IOException {
        Path other = root.resolve("other-threads");
        generate(other, 1, 3, new ArrayList<>());

        assertThat(hashes(other)).isEqualTo(hashes(set));
    }

    @Test
    void anotherSeedGivesAnotherSet() throws IOException {
        Path other = root.resolve("other-seed");
        generate(other, 2, 2, new ArrayList<>());

        assertThat(hashes(other).keySet()).isEqualTo(hashes(set).keySet());
        assertThat(hashes(other)).isNotEqualTo(hashes(set));
    }

    @Test
    void progressIsToldStageByStage() {
        assertThat(STAGES.stream().distinct())
                .startsWith("training small networks", "2afc/train/traditional")
                .endsWith("jnd/val/cnn");
    }

    @Test
    void aFolderWithSomethingInItIsLeftAlone() {
        assertThatThrownBy(() -> generate(set, 1, 1, new ArrayList<>()))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(set.toString())
                .hasMessageContaining("not empty");
    }

    @Test
    void anInterruptedGenerationNeverPassesForAWholeSetOrForPeoples() {
        Path out = root.resolve("interrupted");
        GenerationSettings settings = new GenerationSettings(1, 10, 3, 16, SIDE, List.of("waves"), 1);
        try (OrderlyStop stop = OrderlyStop.onRequest()) {
            assertThatThrownBy(() -> TripletGenerator.generate(
                            TRAINING,
                            VALIDATION,
                            out,
                            settings,
                            (stage, done, total) -> {
                                if (stage.equals("2afc/val/cnn")) {
                                    // Requesting waits for the end, which this thread brings about: not here.
                                    Thread.currentThread().interrupt();
                                    stop.request();
                                    Thread.interrupted();
                                }
                            },
                            stop))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessageContaining("stopped at 2afc/val/cnn")
                    .hasMessageContaining("incomplete");
        }

        assertThat(SetManifest.read(out).judgedBy()).isEqualTo(JudgedBy.SEVERITY);
        assertThat(DataSetSurvey.of(out, 1, read -> {}).firstProblem()).isPresent();
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> new GenerationSettings(1, -1, 1, 16, SIDE, List.of(), 1))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("training triplets: -1");
        assertThatThrownBy(() -> new GenerationSettings(1, 1, 1, 16, 66, List.of(), 1))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("divisible by four");
        GenerationSettings larger = new GenerationSettings(1, 1, 1, 16, 64, List.of(), 1);
        assertThatThrownBy(() -> TripletGenerator.generate(
                        TRAINING, VALIDATION, root.resolve("larger"), larger, (stage, done, total) -> {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("32 x 32");
    }

    private static void generate(Path out, long seed, int threads, List<String> stages) {
        GenerationSettings settings = new GenerationSettings(seed, 10, 3, 16, SIDE, List.of("waves"), threads);
        TripletGenerator.generate(TRAINING, VALIDATION, out, settings, (stage, done, total) -> stages.add(stage));
    }

    private static TripletSet triplets(Split split) {
        return new TripletSetReader(ImageLimits.DEFAULT, SIDE, 2).read(set, split, Selection.EVERYTHING, read -> {});
    }

    private static Map<String, Integer> hashes(Path folder) throws IOException {
        Map<String, Integer> hashes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hashes.put(folder.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return hashes;
    }
}
