package io.rlpips.local.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.local.score.Labels.Copy;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.PrecisionRecall.Judged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Every figure here is computed by hand. */
class RankingTest {
    private static final Pair A = new Pair("a1", "a");
    private static final Pair B = new Pair("b1", "b");
    private static final Pair C = new Pair("c1", "c");
    private static final Labels LABELS = new Labels(
            List.of("edit"),
            List.of(
                    new Copy("a1", "a", Map.of("edit", "blur")),
                    new Copy("b1", "b", Map.of("edit", "crop")),
                    new Copy("c1", "c", Map.of("edit", "crop"))),
            Set.of("x"));
    private static final List<Judged> OTHERS = List.of(new Judged(0.2, false, 1), new Judged(0.5, false, 1));

    /** Ranked: a (copy), other, b (copy), other; c, whose file is broken, is never found. */
    private final Ranking ranking = Ranking.of(LABELS, Map.of(A, 0.1, B, 0.3), Set.of(C), OTHERS, 1);

    @Test
    void averagePrecisionIsOverAllLabelledPairsAlsoThoseThatCannotBeFound() {
        assertThat(ranking.microAveragePrecision()).isCloseTo(1 / 3.0 * 1 + 1 / 3.0 * 2 / 3, within(1e-12));
        assertThat(ranking.precisionRecall().points())
                .containsExactly(
                        new PrecisionRecall.Point(0.1, 1, 1 / 3.0),
                        new PrecisionRecall.Point(0.2, 0.5, 1 / 3.0),
                        new PrecisionRecall.Point(0.3, 2 / 3.0, 2 / 3.0),
                        new PrecisionRecall.Point(0.5, 0.5, 2 / 3.0));
    }

    @Test
    void recallAtNinetyPercentPrecisionIsTheFurthestThatIsThatPrecise() {
        assertThat(ranking.recallAt90Precision()).isEqualTo(1 / 3.0);
        assertThat(ranking.precisionRecall().recallAtPrecision(0.6)).isEqualTo(2 / 3.0);
        assertThat(Ranking.of(LABELS, Map.of(A, 0.3), Set.of(B, C), OTHERS, 1).recallAt90Precision())
                .as("no threshold is that precise")
                .isZero();
    }

    @Test
    void eachEditIsRankedAmongAllOtherPairs() {
        assertThat(ranking.averagePrecisionByColumn().get("edit").get("blur")).isEqualTo(1);
        assertThat(ranking.averagePrecisionByColumn().get("edit").get("crop"))
                .as("b behind one other, c never")
                .isCloseTo(0.5 * 0.5, within(1e-12));
    }

    @Test
    void theCharacteristicRisesToWhatCanBeFoundAndItsAreaCountsTheRestAsChance() {
        assertThat(ranking.receiverOperating().points())
                .containsExactly(
                        new ReceiverOperating.Point(0.1, 0, 1 / 3.0),
                        new ReceiverOperating.Point(0.2, 0.5, 1 / 3.0),
                        new ReceiverOperating.Point(0.3, 0.5, 2 / 3.0),
                        new ReceiverOperating.Point(0.5, 1, 2 / 3.0));
        // Of six pairs of a copy and another, a is nearer than both, b than one, c than none.
        assertThat(ranking.receiverOperating().area()).isCloseTo(3 / 6.0, within(1e-12));
    }

    @Test
    void aSampledCopyCountsForAllItStandsFor() {
        Ranking sampled = Ranking.of(LABELS, Map.of(A, 0.1, B, 0.3), Set.of(), OTHERS, 1.5);

        assertThat(sampled.precisionRecall().points().get(1)).isEqualTo(new PrecisionRecall.Point(0.2, 1.5 / 2.5, 0.5));
    }

    @Test
    void withoutOthersThereIsNoCharacteristic() {
        assertThat(Ranking.of(LABELS, Map.of(A, 0.1), Set.of(), List.of(), 1)
                        .receiverOperating()
                        .points())
                .isEmpty();
    }

    @Property
    void theAreaIsTheShareOfPairsInTheRightOrder(
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 1) Double> copies,
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 1) Double> others) {
        double right = 0;
        for (double copy : copies) {
            for (double other : others) {
                right += copy < other ? 1 : copy == other ? 0.5 : 0;
            }
        }
        List<Judged> pairs = new ArrayList<>();
        copies.forEach(distance -> pairs.add(new Judged(distance, true, 1)));
        others.forEach(distance -> pairs.add(new Judged(distance, false, 1)));

        assertThat(ReceiverOperating.of(pairs).area()).isCloseTo(right / (copies.size() * others.size()), within(1e-9));
    }
}
