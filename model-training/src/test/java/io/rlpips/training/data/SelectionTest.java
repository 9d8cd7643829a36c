package io.rlpips.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SelectionTest {
    @Property(tries = 100)
    void aChoiceHasNoRepetitionKeepsTheOrderAndFollowsTheSeed(
            @ForAll @IntRange(max = 50) int size, @ForAll @IntRange(max = 60) int count, @ForAll long seed) {
        List<Integer> all = IntStream.range(0, size).boxed().toList();

        List<Integer> chosen = Selection.choose(all, count, seed);

        assertThat(chosen)
                .hasSize(Math.min(size, count))
                .isSorted()
                .doesNotHaveDuplicates()
                .isSubsetOf(all);
        assertThat(Selection.choose(all, count, seed)).isEqualTo(chosen);
    }

    @Test
    void everyElementHasItsChance() {
        List<Integer> all = IntStream.range(0, 10).boxed().toList();
        int[] chosen = new int[10];

        for (int seed = 0; seed < 1000; seed++) {
            Selection.choose(all, 3, seed).forEach(element -> chosen[element]++);
        }

        assertThat(chosen)
                .satisfies(counts ->
                        IntStream.of(counts).forEach(count -> assertThat(count).isBetween(240, 360)));
    }

    @Test
    void nothingCannotBeSelected() {
        assertThatThrownBy(() -> new Selection(Set.of(), 0, 1))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("at least 1");
    }
}
