package io.rlpips.training.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.failure.RlpipsException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** The two definitions of 2AFC. */
class ForcedChoiceScoreTest {
    @Test
    void agreementIsTheShareOfJudgesAndMajorityTheShareOfTriplets() {
        // chooses the first, the second, the second; the first of the judges' choices is against 60 %
        ForcedChoiceScore score = ForcedChoiceScore.of(
                List.of(new Choice(0.1, 0.2, 0.6), new Choice(0.3, 0.2, 0.8), new Choice(0.9, 0.5, 1)));

        assertThat(score.agreement()).isCloseTo((0.4 + 0.8 + 1) / 3, within(1e-12));
        assertThat(score.majority()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(score.triplets()).isEqualTo(3);
    }

    @Test
    void whatIsUndecidedCountsHalf() {
        assertThat(ForcedChoiceScore.of(List.of(new Choice(0.2, 0.2, 1))))
                .isEqualTo(new ForcedChoiceScore(0.5, 0.5, 1));
        assertThat(ForcedChoiceScore.of(List.of(new Choice(0.1, 0.2, 0.5))))
                .isEqualTo(new ForcedChoiceScore(0.5, 0.5, 1));
    }

    @Test
    void infinitelyDistantIsAChoiceAndNotANumberIsNone() {
        assertThat(new Choice(Double.POSITIVE_INFINITY, 1, 1).agreement()).isEqualTo(1);
        assertThatThrownBy(() -> new Choice(Double.NaN, 1, 1)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> new Choice(1, 1, 1.5)).isInstanceOf(RlpipsException.class);
        assertThatThrownBy(() -> ForcedChoiceScore.of(List.of())).isInstanceOf(RlpipsException.class);
    }

    @Property
    void theNamesOfTheVersionsDoNotMatter(
            @ForAll @DoubleRange(min = 0, max = 2) double first,
            @ForAll @DoubleRange(min = 0, max = 2) double second,
            @ForAll @DoubleRange(min = 0, max = 1) double share) {
        Choice choice = new Choice(first, second, share);
        Choice swapped = new Choice(second, first, 1 - share);

        assertThat(swapped.agreement()).isCloseTo(choice.agreement(), within(1e-12));
        assertThat(new Choice(second, first, 1 - Math.rint(share)).withMajority())
                .isEqualTo(new Choice(first, second, Math.rint(share)).withMajority());
    }

    @Property
    void noMetricDoesBetterThanTheMajorityAndNoneWorseThanTheMinority(
            @ForAll @DoubleRange(min = 0, max = 2) double first,
            @ForAll @DoubleRange(min = 0, max = 2) double second,
            @ForAll @DoubleRange(min = 0, max = 1) double share) {
        assertThat(new Choice(first, second, share).agreement())
                .isBetween(Math.min(share, 1 - share), Math.max(share, 1 - share));
    }

    @Test
    void everyFamilyCountsAlikeInTheMean() {
        assertThat(ForcedChoiceScore.meanOf(
                        List.of(new ForcedChoiceScore(0.6, 0.4, 10), new ForcedChoiceScore(0.8, 0.8, 1000))))
                .usingRecursiveComparison()
                .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-12 ? 0 : 1, Double.class)
                .isEqualTo(new ForcedChoiceScore(0.7, 0.6, 1010));
    }
}
