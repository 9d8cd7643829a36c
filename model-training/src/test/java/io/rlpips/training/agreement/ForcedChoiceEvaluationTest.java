package io.rlpips.training.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.ProjectedGradient;
import io.rlpips.training.baseline.MeanSquaredError;
import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.data.TripletSet;
import io.rlpips.training.distortion.GaussianNoise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** 2AFC of a model with random weights on drawn triplets. */
class ForcedChoiceEvaluationTest {
    private static final ModelBundle BUNDLE = TestBundles.random(64, 3);
    private static final TripletSet SET = new TripletSet(JudgedBy.SEVERITY, triplets());

    @Test
    void naturalScoresAreThoseOfTheModelsDistances() {
        ForcedChoiceRow row = evaluation(List.of(), adversary(1, 1, 8), 1).of("random", BUNDLE);

        assertThat(row.families()).containsOnlyKeys("noise", "other");
        List<Choice> choices = new ArrayList<>();
        try (PerceptualModel model = PerceptualModel.load(BUNDLE, DeviceChoice.CPU)) {
            for (Triplet triplet : SET.family("noise").triplets()) {
                choices.add(new Choice(
                        model.distance(triplet.reference(), triplet.first()).distance(),
                        model.distance(triplet.reference(), triplet.second()).distance(),
                        triplet.secondShare()));
            }
        }
        assertThat(row.families().get("noise").natural()).isEqualTo(ForcedChoiceScore.of(choices));
        assertThat(row.families().get("noise").natural().agreement())
                .as("more noise is further, also for random weights")
                .isGreaterThan(0.9);
        assertThat(row.families().get("noise").attacked()).isEmpty();
    }

    @Test
    void attacksNeverHelpAndBothVersionsAreTheWorst() {
        ForcedChoiceRow row = evaluation(List.of(AttackColumn.values()), adversary(4, 1, 3), 1)
                .of("random", BUNDLE);

        for (FamilyScores scores : row.families().values()) {
            Map<AttackColumn, ForcedChoiceScore> attacked = scores.attacked();
            assertThat(attacked).containsOnlyKeys(AttackColumn.values());
            assertThat(attacked.values())
                    .allSatisfy(score -> assertThat(score.agreement())
                            .isLessThanOrEqualTo(scores.natural().agreement()));
            assertThat(attacked.get(AttackColumn.L_INF_BOTH).agreement())
                    .isLessThanOrEqualTo(Math.min(
                            attacked.get(AttackColumn.L_INF_FIRST).agreement(),
                            attacked.get(AttackColumn.L_INF_SECOND).agreement()));
        }
        assertThat(row.families()
                        .get("noise")
                        .attacked()
                        .get(AttackColumn.L_INF_BOTH)
                        .agreement())
                .as("the attack does something")
                .isLessThan(row.families().get("noise").natural().agreement());
    }

    @Test
    void aBudgetThatMustSucceedSucceeds() {
        ForcedChoiceRow row = evaluation(List.of(AttackColumn.L_INF_BOTH), adversary(8, 1, 80), 1)
                .of("random", BUNDLE);

        assertThat(row.families()
                        .get("noise")
                        .attacked()
                        .get(AttackColumn.L_INF_BOTH)
                        .majority())
                .isLessThan(0.1);
    }

    @Test
    void moreRestartsNeverHelpTheMetric() {
        List<AttackColumn> columns = List.of(AttackColumn.L_2_BOTH);
        double once = agreement(evaluation(columns, adversary(2, 1, 3), 1).of("random", BUNDLE));
        double thrice = agreement(evaluation(columns, adversary(2, 3, 3), 1).of("random", BUNDLE));

        assertThat(thrice).isLessThanOrEqualTo(once);
    }

    @Test
    void scoresDoNotDependOnThreads() {
        List<AttackColumn> columns = List.of(AttackColumn.L_INF_FIRST);

        assertThat(evaluation(columns, adversary(2, 1, 3), 3).of("random", BUNDLE))
                .isEqualTo(evaluation(columns, adversary(2, 1, 3), 1).of("random", BUNDLE));
    }

    @Test
    void baselinesAreMeasuredNaturallyAndProgressIsTold() {
        AtomicLong told = new AtomicLong();
        ForcedChoiceRow row = new ForcedChoiceEvaluation(
                        SET, adversary(1, 1, 8), List.of(AttackColumn.L_2_BOTH), 1, 2, (metric, done, total) -> {
                            assertThat(metric).isEqualTo("l2");
                            assertThat(total).isEqualTo(SET.triplets().size());
                            told.set(done);
                        })
                .of(new MeanSquaredError());

        assertThat(row.families().get("noise").natural().majority()).isEqualTo(1);
        assertThat(row.families().get("noise").attacked()).isEmpty();
        assertThat(told).hasValue(SET.triplets().size());
    }

    @Test
    void theReportSaysWhoJudgedAndHowItWasAttacked() {
        List<AttackColumn> columns = List.of(AttackColumn.L_INF_FIRST, AttackColumn.L_2_BOTH);
        MarginAdversary adversary = adversary(1, 2, 8);
        ForcedChoiceEvaluation evaluation = evaluation(columns, adversary, 1);
        ForcedChoiceTable table = ForcedChoiceTable.of(
                JudgedBy.SEVERITY,
                adversary,
                columns,
                List.of(evaluation.of("a \"model\"", BUNDLE), evaluation.of(new MeanSquaredError())));
        ForcedChoiceReport report = new ForcedChoiceReport(table);

        assertThat(report.markdown())
                .contains("agreement with generated judgments")
                .doesNotContain("people's judgments")
                .doesNotContain("human")
                .contains("PGD, 1 steps of 2.5 radius / steps, momentum 0.0, random start, 2 restarts")
                .contains("l_inf 0.0314 of the pixel range (0.0627 on [-1, 1])")
                .contains("noise 6, other 5")
                .contains("| l2 ")
                .contains("l_2 x0/x1");
        List<String> lines = report.csv().lines().toList();
        assertThat(lines).hasSize(1 + 2 * 2);
        assertThat(lines.get(0))
                .contains("noise/natural,noise/linf-x0,noise/l2-x0x1")
                .endsWith("mean/l2-x0x1");
        assertThat(lines.get(1)).startsWith("\"a \"\"model\"\"\",agreement,");
        assertThat(lines.get(3).split(",", -1)).hasSize(2 + 3 * 3);
        assertThat(report.json()).containsEntry("judgedBy", JudgedBy.SEVERITY).containsKey("budgets");
    }

    @Test
    void anEmptySetIsRefused() {
        assertThatThrownBy(() -> new ForcedChoiceEvaluation(
                        new TripletSet(JudgedBy.PEOPLE, List.of()),
                        adversary(1, 1, 8),
                        List.of(),
                        1,
                        1,
                        (metric, done, total) -> {}))
                .isInstanceOf(RlpipsException.class);
    }

    private static ForcedChoiceEvaluation evaluation(
            List<AttackColumn> columns, MarginAdversary adversary, int threads) {
        return new ForcedChoiceEvaluation(SET, adversary, columns, 1, threads, (metric, done, total) -> {});
    }

    private static MarginAdversary adversary(int steps, int restarts, int levels) {
        return new MarginAdversary(
                ProjectedGradient.plain(steps),
                restarts,
                Budget.largestChange(levels / 255.0),
                MarginAdversary.STANDARD_LENGTH);
    }

    private static double agreement(ForcedChoiceRow row) {
        return row.mean().attacked().get(AttackColumn.L_2_BOTH).agreement();
    }

    private static List<Triplet> triplets() {
        List<Triplet> triplets = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RgbImage reference = DrawnPictures.waves(64, 64, i, 1);
            RgbImage little = new GaussianNoise(10 + i, i).apply(reference);
            RgbImage much = new GaussianNoise(16 + i, 100 + i).apply(reference);
            boolean swapped = i % 2 == 1;
            triplets.add(new Triplet(
                    "val/noise/" + i,
                    "noise",
                    reference,
                    swapped ? much : little,
                    swapped ? little : much,
                    swapped ? 1 : 0));
        }
        for (int i = 0; i < 5; i++) {
            triplets.add(new Triplet(
                    "val/other/" + i,
                    "other",
                    DrawnPictures.waves(64, 64, i, 2),
                    DrawnPictures.waves(64, 64, i + 1, 3),
                    DrawnPictures.waves(64, 64, i, 4),
                    i * 0.25f));
        }
        return triplets;
    }
}
