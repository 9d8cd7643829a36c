package io.rlpips.training.triplet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class SeverityJudgmentTest {
    @Property
    void theMilderVersionNeverGetsTheMinority(
            @ForAll @DoubleRange(max = 1) double first, @ForAll @DoubleRange(max = 1) double second) {
        float share = SeverityJudgment.secondCloser(first, second);

        if (first > second) {
            assertThat(share).isGreaterThan(0.5f);
        } else if (first < second) {
            assertThat(share).isLessThanOrEqualTo(0.6f);
        }
        assertThat(share * 5).isCloseTo(Math.round(share * 5), within(1e-5f));
    }

    @Property
    void aMoreSevereSecondVersionNeverGetsMoreVotes(
            @ForAll @DoubleRange(max = 1) double first,
            @ForAll @DoubleRange(max = 1) double second,
            @ForAll @DoubleRange(max = 1) double other) {
        assertThat(SeverityJudgment.secondCloser(first, Math.max(second, other)))
                .isLessThanOrEqualTo(SeverityJudgment.secondCloser(first, Math.min(second, other)));
    }

    @Property
    void whatIsMoreSevereIsNeverTakenForTheSameByMore(
            @ForAll @DoubleRange(max = 1) double one, @ForAll @DoubleRange(max = 1) double other) {
        assertThat(SeverityJudgment.same(Math.max(one, other)))
                .isLessThanOrEqualTo(SeverityJudgment.same(Math.min(one, other)));
    }

    @Test
    void judgesAgreeOnLargeDifferencesAndAreDividedOverSmallOnes() {
        assertThat(SeverityJudgment.secondCloser(0.9, 0.3)).isEqualTo(1);
        assertThat(SeverityJudgment.secondCloser(0.3, 0.9)).isZero();
        assertThat(SeverityJudgment.secondCloser(0.5, 0.45)).isEqualTo(0.6f);
        assertThat(SeverityJudgment.secondCloser(0.45, 0.5)).isEqualTo(0.4f);
        assertThat(SeverityJudgment.same(0)).isEqualTo(1);
        assertThat(SeverityJudgment.same(1)).isZero();
    }
}
