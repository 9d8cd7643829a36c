package io.rlpips.training.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundChoiceTest {
    /** Of 128 pictures one or two more framed, and none else: chance. */
    private static final List<RoundResult> ALIKE = List.of(round(1, 0.60, 8), round(2, 0.60, 3), round(3, 0.60, 4));

    @Test
    void theBestIsTheFirstOfTheHighestScore() {
        assertThat(RoundChoice.BEST.of(ALIKE).round()).isEqualTo(2);
        assertThat(RoundChoice.BEST
                        .of(List.of(round(1, 0.7, 3), round(2, 0.7, 3)))
                        .round())
                .isEqualTo(1);
    }

    @Test
    void theLatestIsTheLastThatIsNoWorseThanChanceExplains() {
        assertThat(RoundChoice.LATEST.of(ALIKE).round()).isEqualTo(3);
        assertThat(RoundChoice.LATEST
                        .of(List.of(round(1, 0.6, 3), round(2, 0.6, 3), round(3, 0.6, 13)))
                        .round())
                .as("ten of 128 more are framed")
                .isEqualTo(2);
        assertThat(RoundChoice.LATEST
                        .of(List.of(round(1, 0.6, 3), round(2, 0.4, 3), round(3, 0.6, 4)))
                        .round())
                .as("a bad round between does not end it")
                .isEqualTo(3);
        assertThat(RoundChoice.LATEST.of(List.of(round(1, 0.6, 3))).round()).isEqualTo(1);
    }

    @Test
    void theStandardErrorIsThatOfIndependentSharesOfAsManyPicturesAsThereWere() {
        RoundResult round = new RoundResult(
                1, 0, 0, 0, 0, 0, 0.1, Map.of("a", 0.5, "b", 1.0), Map.of("x", 0.25, "y", 0.0), 0.125, 300, 100);

        assertThat(round.score()).isCloseTo(0.75 - 0.125 - 0.125, within(1e-12));
        assertThat(Math.pow(round.standardError(), 2))
                .isCloseTo(0.25 / 300 / 4 + 0.1875 / 100 / 4 + 0.109375 / 100, within(1e-12));
    }

    private static RoundResult round(int number, double recall, int framed) {
        return new RoundResult(
                number, 0, 0, 0, 0, 0, 0.1, Map.of("crop", recall), Map.of("16/255", 0.0), framed / 128.0, 400, 128);
    }
}
