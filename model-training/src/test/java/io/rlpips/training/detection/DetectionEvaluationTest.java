package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.attack.AttackKind;
import io.rlpips.training.baseline.Baseline;
import io.rlpips.training.baseline.MeanSquaredError;
import io.rlpips.training.baseline.TransformationEnsemble;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSetReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole evaluation on a few drawn pictures and a network of random weights. */
class DetectionEvaluationTest {
    private static final AttackPlan FEW_STEPS = new AttackPlan(
            List.of(AttackKind.APGD, AttackKind.SQUARE, AttackKind.FGSM),
            2,
            1,
            1,
            1,
            2,
            3,
            1,
            Optional.of(TestBundles.random(40, 9)));

    private static final AttackPlan ONE_STEP =
            new AttackPlan(List.of(AttackKind.FGSM), 1, 1, 1, 1, 2, 2, 1, Optional.of(TestBundles.random(40, 9)));

    @TempDir
    private Path folder;

    private final ModelBundle bundle = TestBundles.random(40, 3);
    private final List<String> stages = new ArrayList<>();

    @BeforeEach
    void draw() throws IOException {
        DrawnPictures.folder(folder.resolve("training"), 4, 14, 64);
        Path photos = Files.createDirectory(folder.resolve("photos"));
        for (int i = 0; i < 4; i++) {
            Files.write(photos.resolve(i + ".png"), DrawnPictures.png(DrawnPictures.waves(80, 72, i, 50 + i)));
        }
    }

    @Test
    void everyStageFillsItsTables() {
        List<Figure> figures = measure(EnumSet.allOf(DetectionStage.class));

        assertThat(figures)
                .extracting(Figure::table)
                .contains(
                        "Threshold at a rate of false matches",
                        "Expected false matches per upload",
                        "Recall, one view, photos",
                        "Recall, one view, native pictures",
                        "Recall, reference views, photos",
                        "Evaded, white box, one view",
                        "Evaded, white box, reference views",
                        "Evaded after an edit, white box, one view",
                        "Framed, white box, one view",
                        "Checks for masked gradients, evaded");
        assertThat(figures)
                .filteredOn(figure -> figure.conditions().containsKey("attack"))
                .isNotEmpty()
                .allSatisfy(figure -> assertThat(figure.conditions()).containsKeys("budget", "restarts", "threshold"))
                .allSatisfy(figure -> assertThat(figure.of()).isPositive());
        String evaded = "Evaded, white box, one view";
        assertThat(row(figures, evaded, "apgd, l_inf 4/255").of()).isEqualTo(4 + 3);
        assertThat(row(figures, evaded, "apgd, l_inf 4/255").value())
                .isLessThanOrEqualTo(row(figures, evaded, "apgd, l_inf 16/255").value());
        assertThat(row(figures, evaded, "fgsm, l_2 1.0").conditions()).containsEntry("attack", "FGSM, 1 step");
        assertThat(row(figures, "Evaded, black box, one view", "square, l_inf 8/255")
                        .conditions())
                .containsEntry("attack", "Square, 3 queries");
        assertThat(row(figures, "Framed, black box, one view", "square, l_inf 8/255, any of 1")
                        .conditions())
                .containsEntry("attack", "Square, 3 queries");
        assertThat(row(figures, "Framed, white box, one view", "fgsm, l_inf 4/255, any of 1")
                        .conditions())
                .containsEntry("restarts", "1");
        assertThat(row(figures, "Evaded after an edit, white box, one view", "rotate 4, then fgsm, l_inf 8/255")
                        .of())
                .isEqualTo(4);
        String checks = "Checks for masked gradients, evaded";
        assertThat(row(figures, checks, "l_inf 8/255").conditions()).containsEntry("restarts", "1");
        assertThat(row(figures, checks, "2 restarts, l_inf 8/255").conditions()).containsEntry("restarts", "2");
        // the first of the restarts is the run that stands alone
        assertThat(row(figures, checks, "2 restarts, l_inf 8/255").value())
                .isGreaterThanOrEqualTo(row(figures, checks, "l_inf 8/255").value());
        DetectionReport report =
                new DetectionReport("./rlpips", List.of(new ModelFigures("drawn", "random", "hash", figures)));
        report.write(folder);
        assertThat(folder.resolve("table.md"))
                .content()
                .contains("| apgd, l_inf 8/255")
                .contains("| crop 5 %");
        assertThat(folder.resolve("table.csv")).content().contains("\"drawn\",\"Framed, white box, one view\"");
        assertThat(folder.resolve("recall-one-view-photos.png")).isNotEmptyFile();
        assertThat(folder.resolve("evaded-white-box-one-view.png")).isNotEmptyFile();
        assertThat(folder.resolve("evaded-black-box-one-view.png")).isNotEmptyFile();
    }

    @Test
    void finishedStagesAreNotRepeatedAndLaterOnesBuildOnThem() {
        Set<DetectionStage> some = EnumSet.of(DetectionStage.THRESHOLD, DetectionStage.EVASION);
        List<Figure> first = measure(some);
        assertThat(stages).anyMatch(stage -> stage.startsWith("comparing pictures"));
        stages.clear();

        List<Figure> again = measure(some);
        List<Figure> more = measure(EnumSet.of(DetectionStage.RECALL));

        assertThat(again).isEqualTo(first);
        assertThat(stages).noneMatch(stage -> stage.startsWith("comparing pictures"));
        assertThat(more).extracting(Figure::table).contains("Recall, one view, photos");
    }

    @Test
    void theShareOfThePictureAsItIsSaysHowMuchNearerOtherViewsHaveToBe() {
        Set<DetectionStage> wanted = EnumSet.of(DetectionStage.VIEWS, DetectionStage.EVASION);
        List<Figure> some = measure(wanted, ONE_STEP, 0.3);
        List<Figure> most = measure(wanted, ONE_STEP, 0.8);

        double oneView = threshold(most, "5e-02, one view");
        double ofSome = threshold(some, "5e-02, reference views");
        double ofMost = threshold(most, "5e-02, reference views");
        assertThat(ofMost).isGreaterThanOrEqualTo(ofSome).isLessThanOrEqualTo(oneView);
        assertThat(ofMost - threshold(most, "5e-02, reference views, other than as they are"))
                .as("handicap")
                .isGreaterThan(ofSome - threshold(some, "5e-02, reference views, other than as they are"));
        for (String table : List.of("Recall, reference views, photos", "Evaded, white box, reference views")) {
            assertThat(conditions(most, table, "threshold")).containsExactly(String.valueOf(ofMost));
            assertThat(conditions(some, table, "threshold")).containsExactly(String.valueOf(ofSome));
            assertThat(conditions(most, table, "views"))
                    .singleElement(as(STRING))
                    .contains("nearer by");
            assertThat(conditions(some, table, "views")).isNotEqualTo(conditions(most, table, "views"));
        }
    }

    private static double threshold(List<Figure> figures, String row) {
        return row(figures, "Threshold at a rate of false matches", row).value();
    }

    private static Set<String> conditions(List<Figure> figures, String table, String name) {
        return figures.stream()
                .filter(figure -> figure.table().equals(table))
                .map(figure -> figure.conditions().get(name))
                .collect(Collectors.toSet());
    }

    @Test
    void aShareThatCannotBeIsRefusedBeforeTheWork() {
        for (double share : new double[] {0.05, 1, 2, Double.NaN}) {
            assertThatThrownBy(() -> measure(EnumSet.of(DetectionStage.THRESHOLD), ONE_STEP, share))
                    .hasMessageContaining("--as-is-share is " + share + ", must be at least 0.0588");
        }
        assertThat(stages).isEmpty();
    }

    @Test
    void otherPicturesUnderTheSameNamesAreMeasured() throws IOException {
        List<Figure> first = measure(EnumSet.allOf(DetectionStage.class), ONE_STEP);
        Map<String, JsonNode> before = keys();
        for (int i = 0; i < 4; i++) {
            Files.write(
                    folder.resolve("photos/" + i + ".png"), DrawnPictures.png(DrawnPictures.waves(80, 72, i, 90 + i)));
        }

        List<Figure> photosReplaced = measure(EnumSet.allOf(DetectionStage.class), ONE_STEP);

        Map<String, JsonNode> between = keys();
        assertThat(photosReplaced).hasSameSizeAs(first).isNotEqualTo(first);
        assertThat(between.keySet().stream().filter(stage -> between.get(stage).equals(before.get(stage))))
                .as("what has nothing to do with the photos")
                .containsExactlyInAnyOrder(
                        "threshold-one-view.json",
                        "threshold-reference-views.json",
                        "recall-one-view-native.json",
                        "recall-reference-views-native.json");

        Files.write(folder.resolve("training/class-0/13.png"), DrawnPictures.png(DrawnPictures.waves(64, 64, 0, 99)));
        measure(EnumSet.allOf(DetectionStage.class), ONE_STEP);

        Map<String, JsonNode> after = keys();
        assertThat(after.keySet().stream().filter(stage -> after.get(stage).equals(between.get(stage))))
                .as("what has nothing to do with the training pictures")
                .isEmpty();
    }

    @Test
    void aPerceptualHashStandsInTheSameTables() {
        ModelFigures hash = new HashEvaluation(
                        plan(EnumSet.of(DetectionStage.RECALL)),
                        new DetectionData(sources(), 2, (stage, done, total) -> {}),
                        (stage, done, total) -> {})
                .measure();

        assertThat(hash.figures())
                .extracting(Figure::table)
                .contains("Recall, one view, photos", "Recall, one view, native pictures");
        assertThat(row(hash.figures(), "Recall, one view, photos", "jpeg95").value())
                .isEqualTo(1);
    }

    @Test
    void aMeasureOfTwoPicturesStandsInTheSameTablesAndItsThresholdLetsTheRatePass() {
        MeanSquaredError baseline = new MeanSquaredError();
        ModelFigures figures = evaluated(baseline);

        double threshold = row(figures.figures(), "Threshold at a rate of false matches", "3e-01, one view")
                .value();
        DetectionData data = new DetectionData(sources(), 2, (stage, done, total) -> {});
        long matches = data.background().stream()
                .flatMap(one -> data.others().stream()
                        .filter(other -> baseline.distance(input(one.picture()), input(other.picture())) <= threshold))
                .count();
        long pairs = (long) data.background().size() * data.others().size();
        assertThat((double) matches / pairs).isBetween(0.28, 0.32);
        assertThat(row(figures.figures(), "Recall, one view, photos", "jpeg95").value())
                .isEqualTo(1);
        assertThat(row(figures.figures(), "Recall, one view, native pictures", "mirror")
                        .of())
                .isEqualTo(5);
        // measured once, read from its file then
        stages.clear();
        assertThat(evaluated(baseline)).isEqualTo(figures);
        assertThat(stages).isEmpty();
    }

    @Test
    void aMeasureOverANetworkIsMeasuredAgainOverAnother() {
        List<Double> thresholds = new ArrayList<>();
        for (int seed : new int[] {3, 9, 3}) {
            try (Baseline ensemble = new TransformationEnsemble(TestBundles.random(40, seed), 2, 1, DeviceChoice.CPU)) {
                // every pair takes passes through a network
                thresholds.add(row(
                                evaluated(ensemble, EnumSet.of(DetectionStage.THRESHOLD), sources(6))
                                        .figures(),
                                "Threshold at a rate of false matches",
                                "3e-01, one view")
                        .value());
            }
        }

        assertThat(thresholds.get(1)).isNotEqualTo(thresholds.get(0));
        assertThat(thresholds.get(2)).isEqualTo(thresholds.get(0));
    }

    private ModelFigures evaluated(Baseline baseline) {
        return evaluated(baseline, EnumSet.of(DetectionStage.RECALL), sources());
    }

    private ModelFigures evaluated(Baseline baseline, Set<DetectionStage> wanted, DetectionSources sources) {
        EvaluationListener listener = (stage, done, total) -> {
            synchronized (stages) {
                stages.add(stage);
            }
        };
        DetectionPlan plan = new DetectionPlan(wanted, 0.3, 0.8, 1, 2, FEW_STEPS, folder.resolve("out"));
        return new BaselineEvaluation(plan, new DetectionData(sources, 2, (stage, done, total) -> {}), 40, listener)
                .measure(baseline);
    }

    private static RgbImage input(RgbImage picture) {
        return ViewScheme.modelInput(picture, 40);
    }

    @Test
    void picturesLargerThanTheInputGoTheDetectorsWay() throws IOException {
        Path larger = DrawnPictures.folder(folder.resolve("larger"), 4, 14, 150);
        DetectionSources sources = new DetectionSources(
                larger,
                Optional.empty(),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                folder.resolve("photos"),
                PictureSelection.ALL,
                Optional.empty(),
                0,
                0);
        DetectionData data = new DetectionData(sources, 2, (stage, done, total) -> {});
        List<RgbImage> asDetected =
                PictureSetReader.asDetected(ImageLimits.DEFAULT, 40, 2).read(larger, done -> {}).pictures().stream()
                        .map(LabelledPicture::picture)
                        .toList();

        List<RgbImage> inputs = Stream.concat(data.background().stream(), data.others().stream())
                .map(picture -> input(picture.picture()))
                .toList();

        assertThat(inputs).hasSize(56).containsExactlyInAnyOrderElementsOf(asDetected);
        assertThat(data.natives()).isEmpty();
        DetectionData withNatives = new DetectionData(
                new DetectionSources(
                        larger,
                        Optional.empty(),
                        9,
                        9,
                        folder.resolve("photos"),
                        PictureSelection.ALL,
                        Optional.empty(),
                        5,
                        0),
                2,
                (stage, done, total) -> {});
        assertThatThrownBy(withNatives::natives)
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("native pictures have 64 x 64 pixels")
                .hasMessageContaining("--natives");
    }

    @Test
    void theThresholdOfAHashIsTheLargestThatKeepsTheRate() {
        assertThat(HashEvaluation.threshold(new long[] {0, 2, 8, 90}, 0.05)).isEqualTo(1);
        assertThat(HashEvaluation.threshold(new long[] {0, 2, 8, 90}, 0.10)).isEqualTo(2);
        assertThat(HashEvaluation.threshold(new long[] {6, 4, 0, 90}, 0.05)).isEqualTo(-1);
    }

    private List<Figure> measure(Set<DetectionStage> wanted) {
        return measure(wanted, FEW_STEPS);
    }

    private List<Figure> measure(Set<DetectionStage> wanted, AttackPlan attacks) {
        return measure(wanted, attacks, 0.8);
    }

    private List<Figure> measure(Set<DetectionStage> wanted, AttackPlan attacks, double asIsShare) {
        EvaluationListener listener = (stage, done, total) -> {
            synchronized (stages) {
                stages.add(stage);
            }
        };
        return new DetectionEvaluation(
                        new DetectionPlan(wanted, 0.05, asIsShare, 1, 2, attacks, folder.resolve("out")),
                        new DetectionData(sources(), 2, listener),
                        listener)
                .measure("drawn", bundle);
    }

    /** By the file that a stage is kept in. */
    private Map<String, JsonNode> keys() throws IOException {
        Map<String, JsonNode> keys = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("out/drawn"))) {
            for (Path file : files.toList()) {
                keys.put(
                        file.getFileName().toString(),
                        new ObjectMapper().readTree(file.toFile()).get("key"));
            }
        }
        return keys;
    }

    private DetectionPlan plan(Set<DetectionStage> wanted) {
        return new DetectionPlan(wanted, 0.05, 0.8, 1, 2, FEW_STEPS, folder.resolve("out"));
    }

    private DetectionSources sources() {
        return sources(Integer.MAX_VALUE);
    }

    /** @param most pictures on each side of the pairs that thresholds are set on */
    private DetectionSources sources(int most) {
        return new DetectionSources(
                folder.resolve("training"),
                Optional.empty(),
                most,
                most,
                folder.resolve("photos"),
                PictureSelection.ALL,
                Optional.empty(),
                5,
                3);
    }

    private static Figure row(List<Figure> figures, String table, String row) {
        return figures.stream()
                .filter(figure -> figure.table().equals(table) && figure.row().equals(row))
                .findFirst()
                .orElseThrow();
    }
}
