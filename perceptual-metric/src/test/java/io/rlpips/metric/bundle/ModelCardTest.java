package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardTest {
    private static final ModelBundle PROJECTED = TestBundles.projected(1);

    @TempDir
    private Path folder;

    @Test
    void everyFigureStandsThereWithTheCommandThatMeasuresIt() throws IOException {
        BundleWriter.write(PROJECTED, folder.resolve("bundle"), Precision.FLOAT16);

        String card = Files.readString(folder.resolve("bundle/MODEL_CARD.md"));

        assertThat(card)
                .startsWith("# test-model\n")
                .contains("| trained from | parent-model |")
                .contains("copies up to a distance of **0.142**")
                .contains("Measured on 1000000 pairs of unrelated pictures")
                .contains("| accuracy | 0.32 |  | (3) |")
                .contains("| speed | 430 img/s | 400 img/s | (4) |")
                .contains("| dimensions | 3 |")
                .contains("3. `./rlpips evaluate`\n")
                .contains("4. `./rlpips bench`\n");
    }

    @Test
    void theThresholdOfOtherViewsStandsBesideTheRecommendedOne() {
        ModelBundle within = PROJECTED.with(PROJECTED
                .manifest()
                .withRecommendedThreshold(0.1)
                .withCalibration(new CalibrationCurve(
                        1_000_000,
                        List.of(new CalibrationCurve.Point(0.1, 1e-5), new CalibrationCurve.Point(0.2, 1e-3)),
                        0.01)));

        // 0.01 ln(0.8 / (0.2 / 16)) nearer
        assertThat(ModelCard.render(within))
                .contains(
                        "up to a distance of **0.1**; where all views are searched, and one is mirrored, turned, greyed,"
                                + " cropped or without its border, up to 0.0584112.\n");
    }

    @Test
    void theSameBundleGivesTheSameText() {
        assertThat(ModelCard.render(PROJECTED)).isEqualTo(ModelCard.render(TestBundles.projected(1)));
    }

    @Test
    void aCommandIsPrintedOnce() {
        ModelBundle bundle = PROJECTED;
        ModelBundle twice = bundle.with(bundle.manifest()
                .withMetrics(List.of(
                        Measurement.of("first", 1e-6, "./rlpips once"), Measurement.of("second", 0, "./rlpips once"))));

        String card = ModelCard.render(twice);

        assertThat(card)
                .containsOnlyOnce("./rlpips once")
                .contains("| first | 0.000001 |")
                .contains("| second | 0 |");
    }

    @Test
    void textThatWouldBreakTheTableIsEscaped() {
        ModelBundle bundle = PROJECTED;
        ModelBundle odd = bundle.with(bundle.manifest().withMetrics(List.of(Measurement.of("a|b<script>`", 1, "c`d"))));

        assertThat(ModelCard.render(odd)).contains("| a\\|b&lt;script>' | 1 |").contains("`c'd`");
    }
}
