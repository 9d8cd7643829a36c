package io.rlpips.training.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.agreement.AttackColumn;
import io.rlpips.training.agreement.FamilyScores;
import io.rlpips.training.agreement.ForcedChoiceEvaluation;
import io.rlpips.training.agreement.ForcedChoiceRow;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.data.TripletSet;
import io.rlpips.training.distortion.GaussianNoise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The authors' evaluation on drawn triplets, with random weights. */
class PaperAdversaryTest {
    private static final ModelBundle BUNDLE = TestBundles.random(64, 3);

    @Test
    void budgetsApplyToSamplesFromMinusOneToOne() {
        assertThat(PaperAdversary.STANDARD.budget(Norm.L_INF).radius()).isCloseTo(4 / 255.0, within(1e-12));
        assertThat(PaperAdversary.STANDARD.budget(Norm.L_2).tensorRadius()).isCloseTo(1, within(1e-12));
        assertThat(PaperAdversary.STANDARD.description()).contains("50 steps").contains("random ranking network");
    }

    @Test
    void everyAttackIsMadeAndTheSameSeedGivesTheSameScores() {
        ForcedChoiceRow row = evaluated(1);

        FamilyScores scores = row.families().get("noise");
        assertThat(scores.attacked()).containsOnlyKeys(AttackColumn.values());
        assertThat(scores.attacked().values())
                .as("something changes")
                .anySatisfy(score -> assertThat(score).isNotEqualTo(scores.natural()));
        assertThat(evaluated(2)).isEqualTo(row);
    }

    private static ForcedChoiceRow evaluated(int threads) {
        PaperAdversary adversary = new PaperAdversary(3, 16 / 255.0, 2);
        return new ForcedChoiceEvaluation(
                        new TripletSet(JudgedBy.SEVERITY, triplets()),
                        adversary,
                        List.of(AttackColumn.values()),
                        1,
                        threads,
                        (metric, done, total) -> {})
                .of("random", BUNDLE);
    }

    private static List<Triplet> triplets() {
        List<Triplet> triplets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RgbImage reference = DrawnPictures.waves(64, 64, i, 1);
            triplets.add(new Triplet(
                    "val/noise/" + i,
                    "noise",
                    reference,
                    new GaussianNoise(12, i).apply(reference),
                    new GaussianNoise(13, 50 + i).apply(reference),
                    0));
        }
        return triplets;
    }
}
