package io.rlpips.detector.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.schemas.Severity;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class SampleTest {
    private static final int UPLOADS = 4_000;

    @Property(tries = 50)
    void aShareIsThatShareOfTheUploadsAndPartOfEveryLargerOne(
            @ForAll @DoubleRange(min = 0, max = 1) double one, @ForAll @DoubleRange(min = 0, max = 1) double other) {
        BankRule smaller = sampling(Math.min(one, other));
        BankRule larger = sampling(Math.max(one, other));

        assertThat((double) count(smaller) / UPLOADS)
                .isCloseTo(smaller.samplingRatio(), org.assertj.core.data.Offset.offset(0.04));
        assertThat(IntStream.range(0, UPLOADS).filter(i -> in(smaller, i))).allMatch(i -> in(larger, i));
    }

    @Test
    void allIsAllAndNoneIsNone() {
        assertThat(count(sampling(1))).isEqualTo(UPLOADS);
        assertThat(count(sampling(0))).isZero();
    }

    /** Whoever reads this figure elsewhere must find the same one: a changed digest would change who is judged. */
    @Test
    void whereAnUploadStandsIsFixedForEver() {
        assertThat(Sample.place("", "upload-1")).isEqualTo(0.9715832362953196);
        assertThat(Sample.place("a", "b")).isNotEqualTo(Sample.place("", "ab"));
    }

    private static long count(BankRule rule) {
        return IntStream.range(0, UPLOADS).filter(i -> in(rule, i)).count();
    }

    private static boolean in(BankRule rule, int upload) {
        return rule.searchedFor("tenant", "upload-" + upload);
    }

    private static BankRule sampling(double ratio) {
        return new BankRule(
                false, true, Double.NaN, "", Map.of(), Map.of(), List.of(), List.of(), Severity.LOW, 0, ratio);
    }
}
