package io.rlpips.training.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.agreement.NoticeableDifferenceScore.Judged;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Average precision of "same". */
class NoticeableDifferenceScoreTest {
    @Test
    void aDistanceThatPutsAllSamePairsFirstIsPerfect() {
        assertThat(score(new Judged(0.1, 1), new Judged(0.2, 1), new Judged(0.3, 0), new Judged(0.4, 0)))
                .isEqualTo(1);
    }

    @Test
    void precisionAtARecallIsTheBestThereOrBeyond() {
        // precisions 0, 1/2, 2/3, 2/4: both steps of recall have 2/3
        assertThat(score(new Judged(0.1, 0), new Judged(0.2, 1), new Judged(0.3, 1), new Judged(0.4, 0)))
                .isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void judgesMayDisagree() {
        // found 1, 1.5, 1.75 of 1.75; precisions 1, 0.75, 0.5833
        assertThat(score(new Judged(1, 1), new Judged(2, 0.5), new Judged(3, 0.25)))
                .isCloseTo((1 + 0.5 * 0.75 + 0.25 * 1.75 / 3) / 1.75, within(1e-12));
    }

    @Test
    void aMetricThatCannotTellHasTheMeanShare() {
        assertThat(score(new Judged(1, 1), new Judged(1, 0), new Judged(1, 0.2)))
                .isCloseTo(0.4, within(1e-12));
    }

    @Test
    void withoutASamePairThereIsNoScore() {
        assertThatThrownBy(() -> score(new Judged(1, 0), new Judged(2, 0)))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("2 pairs");
        assertThatThrownBy(NoticeableDifferenceScoreTest::score).isInstanceOf(RlpipsException.class);
    }

    @Property(tries = 200)
    void theOrderOfThePairsAndTheScaleOfTheDistanceDoNotMatter(@ForAll long seed) {
        Random random = new Random(seed);
        List<Judged> pairs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pairs.add(new Judged(random.nextInt(8), i == 0 ? 1 : random.nextDouble()));
        }
        double score = NoticeableDifferenceScore.of(pairs).averagePrecision();
        List<Judged> others = new ArrayList<>(pairs.stream()
                .map(pair -> new Judged(Math.exp(pair.distance()), pair.sameShare()))
                .toList());
        Collections.shuffle(others, random);

        assertThat(score).isBetween(0.0, 1.0 + 1e-12);
        assertThat(NoticeableDifferenceScore.of(others).averagePrecision()).isCloseTo(score, within(1e-9));
    }

    private static double score(Judged... pairs) {
        return NoticeableDifferenceScore.of(List.of(pairs)).averagePrecision();
    }
}
