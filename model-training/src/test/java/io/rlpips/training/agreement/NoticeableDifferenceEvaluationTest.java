package io.rlpips.training.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.baseline.MeanSquaredError;
import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.JudgedPair;
import io.rlpips.training.data.JudgedPairSet;
import io.rlpips.training.distortion.GaussianNoise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JND scores on drawn pairs: little noise is taken for the same, much is not. */
class NoticeableDifferenceEvaluationTest {
    private static final JudgedPairSet SET = new JudgedPairSet(JudgedBy.SEVERITY, pairs());

    @TempDir
    private Path folder;

    @Test
    void metricsThatSeeNoiseAreRight() throws Exception {
        NoticeableDifferenceEvaluation evaluation =
                new NoticeableDifferenceEvaluation(SET, 2, (metric, done, total) -> {});
        NoticeableDifferenceReport report = new NoticeableDifferenceReport(
                SET.judgedBy(),
                List.of(evaluation.of("random", TestBundles.random(64, 3)), evaluation.of(new MeanSquaredError())));

        assertThat(report.rows().get(1).mean())
                .isEqualTo(new NoticeableDifferenceScore(1, SET.pairs().size()));
        assertThat(report.rows().get(0).families().get("traditional").averagePrecision())
                .isCloseTo(1, within(0.1));
        assertThat(report.markdown()).contains("generated judgments").contains("cnn 4, traditional 4");
        assertThat(report.csv()).startsWith("metric,cnn,traditional,mean\n\"random\",");

        report.write(folder);
        for (String file : List.of("jnd.md", "jnd.csv", "jnd.json", "jnd.png")) {
            assertThat(Files.size(folder.resolve(file))).as(file).isPositive();
        }
    }

    private static List<JudgedPair> pairs() {
        List<JudgedPair> pairs = new ArrayList<>();
        for (String family : List.of("cnn", "traditional")) {
            for (int i = 0; i < 4; i++) {
                RgbImage picture = DrawnPictures.waves(64, 64, i, 1);
                boolean same = i % 2 == 0;
                RgbImage noisy = new GaussianNoise(same ? 2 : 40, i).apply(picture);
                pairs.add(new JudgedPair("val/" + family + "/" + i, family, picture, noisy, same ? 1 : 0));
            }
        }
        return pairs;
    }
}
