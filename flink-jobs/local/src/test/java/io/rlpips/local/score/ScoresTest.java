package io.rlpips.local.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.local.score.Labels.Copy;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.Scores.Share;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final Labels LABELS = new Labels(
            List.of("edit"),
            List.of(
                    new Copy("a1", "a", Map.of("edit", "blur")),
                    new Copy("b1", "b", Map.of("edit", "blur")),
                    new Copy("a2", "a", Map.of("edit", "crop")),
                    new Copy("both", "a", Map.of("edit", "crop")),
                    new Copy("both", "b", Map.of("edit", "crop"))),
            Set.of("x", "y", "z"));

    @Test
    void pairsAreCountedByHand() {
        Scores scores = Scores.of(
                LABELS,
                Set.of(
                        new Pair("a1", "a"), // right
                        new Pair("b1", "a"), // a copy, but of something else
                        new Pair("both", "b"), // one of two
                        new Pair("x", "b"), // unrelated
                        new Pair("unlabelled", "a"))); // says nothing

        assertThat(scores.labelledPairs()).isEqualTo(5);
        assertThat(scores.foundPairs()).isEqualTo(2);
        assertThat(scores.falsePairs()).isEqualTo(2);
        assertThat(scores.unrelatedUploads()).isEqualTo(3);
        assertThat(scores.unrelatedMatched()).isEqualTo(1);
        assertThat(scores.precision()).isEqualTo(0.5);
        assertThat(scores.recall()).isEqualTo(0.4);
        assertThat(scores.f1()).isCloseTo(2 * 0.5 * 0.4 / 0.9, within(1e-12));
        assertThat(scores.wrong()).containsExactlyInAnyOrder(new Pair("b1", "a"), new Pair("x", "b"));
        assertThat(scores.missed()).extracting(Copy::upload).containsExactly("b1", "a2", "both");
        assertThat(scores.byColumn().get("edit")).isEqualTo(Map.of("blur", new Share(1, 2), "crop", new Share(1, 3)));
    }

    @Test
    void wherePairsWereJudgedOneByOneOthersCountForNothing() {
        Labels labels = new Labels(
                List.of(),
                List.of(new Copy("a", "r", Map.of()), new Copy("b", "r", Map.of())),
                Set.of(),
                Optional.of(Set.of(new Pair("a", "s"), new Pair("c", "r"))));

        Scores scores = Scores.of(labels, Set.of(new Pair("a", "r"), new Pair("a", "s"), new Pair("a", "t")));

        assertThat(scores.wrong()).containsExactly(new Pair("a", "s"));
        assertThat(scores.precision()).isEqualTo(0.5);
        assertThat(scores.recall()).isEqualTo(0.5);
    }

    @Test
    void anUnrelatedUploadThatMatchesTwiceIsOneUploadAndTwoPairs() {
        Scores scores = Scores.of(LABELS, Set.of(new Pair("x", "a"), new Pair("x", "b")));

        assertThat(scores.unrelatedMatched()).isEqualTo(1);
        assertThat(scores.falsePairs()).isEqualTo(2);
        assertThat(scores.precision()).isZero();
    }

    @Test
    void noAlertIsPreciseAndFindsNothing() {
        Scores scores = Scores.of(LABELS, Set.of());

        assertThat(scores.precision()).isEqualTo(1);
        assertThat(scores.recall()).isZero();
        assertThat(scores.f1()).isZero();
    }

    @Test
    void everythingFoundIsRecallOne() {
        assertThat(Scores.of(LABELS, LABELS.pairs()).recall()).isEqualTo(1);
        assertThat(Scores.of(LABELS, LABELS.pairs()).precision()).isEqualTo(1);
    }

    @Test
    void theCurveHasOnePointADistanceComputedByHand() {
        PrecisionRecall curve = PrecisionRecall.of(List.of(
                new PrecisionRecall.Judged(0.4, false, 1),
                new PrecisionRecall.Judged(0.1, true, 1),
                new PrecisionRecall.Judged(0.2, false, 1),
                new PrecisionRecall.Judged(0.3, true, 1)));

        assertThat(curve.points())
                .containsExactly(
                        new PrecisionRecall.Point(0.1, 1, 0.5),
                        new PrecisionRecall.Point(0.2, 0.5, 0.5),
                        new PrecisionRecall.Point(0.3, 2 / 3.0, 1),
                        new PrecisionRecall.Point(0.4, 0.5, 1));
        assertThat(curve.averagePrecision()).isCloseTo(0.5 * 1 + 0.5 * 2 / 3, within(1e-12));
    }

    @Test
    void equalDistancesFallTogetherWhateverTheirOrder() {
        PrecisionRecall curve = PrecisionRecall.of(
                List.of(new PrecisionRecall.Judged(0.2, true, 1), new PrecisionRecall.Judged(0.2, false, 1)));

        assertThat(curve.points()).containsExactly(new PrecisionRecall.Point(0.2, 0.5, 1));
    }

    @Test
    void aSampledPairCountsForAllItStandsFor() {
        PrecisionRecall curve = PrecisionRecall.of(
                List.of(new PrecisionRecall.Judged(0.1, false, 3), new PrecisionRecall.Judged(0.2, true, 1)));

        assertThat(curve.points().get(1)).isEqualTo(new PrecisionRecall.Point(0.2, 0.25, 1));
    }

    @Test
    void withoutACopyThereIsNoCurve() {
        assertThat(PrecisionRecall.of(List.of(new PrecisionRecall.Judged(0.1, false, 1)))
                        .points())
                .isEmpty();
        assertThat(PrecisionRecall.of(List.of()).averagePrecision()).isZero();
    }
}
