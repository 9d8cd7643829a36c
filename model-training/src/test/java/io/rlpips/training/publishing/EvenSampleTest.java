package io.rlpips.training.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EvenSampleTest {
    @Property
    void everyElementIsOnOneSideInOrderAndStepsDifferByOneAtMost(
            @ForAll @IntRange(max = 200) int size, @ForAll @IntRange(max = 250) int wanted) {
        List<Integer> all = IntStream.range(0, size).boxed().toList();

        EvenSample<Integer> sample = EvenSample.of(all, wanted);

        assertThat(sample.chosen()).hasSize(Math.min(size, wanted)).isSorted();
        assertThat(sample.rest()).isSorted();
        List<Integer> together = new ArrayList<>(sample.chosen());
        together.addAll(sample.rest());
        assertThat(together).containsExactlyInAnyOrderElementsOf(all);
        int[] steps = IntStream.range(1, sample.chosen().size())
                .map(i -> sample.chosen().get(i) - sample.chosen().get(i - 1))
                .distinct()
                .toArray();
        if (steps.length > 0) {
            assertThat(IntStream.of(steps).max().getAsInt()
                            - IntStream.of(steps).min().getAsInt())
                    .isLessThanOrEqualTo(1);
        }
    }
}
