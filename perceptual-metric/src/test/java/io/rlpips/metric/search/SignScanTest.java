package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SignScanTest {
    private final SignScan scan = new SignScan();

    /** One scan after the other with the same object: what was there before must not be found. */
    @Property(tries = 300)
    void theNumbersThatAreNotNegativeAreVisitedOnceEach(
            @ForAll @IntRange(min = 0, max = SignScan.MOST) int count,
            @ForAll @IntRange(min = 0, max = 50) int from,
            @ForAll @IntRange(min = 1, max = 400) int oneIn,
            @ForAll long seed) {
        float[] numbers = numbers(from + count + 3, oneIn, new Random(seed));
        List<Integer> expected = IntStream.range(0, count)
                .filter(i -> numbers[from + i] >= 0)
                .boxed()
                .toList();
        List<Integer> visited = new ArrayList<>();

        boolean few = scan.forEachNotNegative(bits(numbers), from, count, SignScan.MOST + 1, visited::add);

        assertThat(few).isTrue();
        assertThat(visited).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Property(tries = 300)
    void soManyThatAreTooManyAreNotVisited(
            @ForAll @IntRange(min = 1, max = SignScan.MOST) int count,
            @ForAll @IntRange(min = 1, max = 20) int tooMany,
            @ForAll @IntRange(min = 1, max = 100) int oneIn,
            @ForAll long seed) {
        float[] numbers = numbers(count, oneIn, new Random(seed));
        long there = IntStream.range(0, count).filter(i -> numbers[i] >= 0).count();
        List<Integer> visited = new ArrayList<>();

        boolean few = scan.forEachNotNegative(bits(numbers), 0, count, tooMany, visited::add);

        assertThat(few).isEqualTo(there < tooMany);
        assertThat(visited).hasSize(few ? (int) there : 0);
    }

    /** Some of them zero. */
    private static float[] numbers(int count, int oneIn, Random random) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextInt(oneIn) == 0 ? random.nextInt(3) : -Float.MIN_VALUE - random.nextFloat();
        }
        return numbers;
    }

    private static IntBuffer bits(float[] numbers) {
        return IntBuffer.wrap(IntStream.range(0, numbers.length)
                .map(i -> Float.floatToRawIntBits(numbers[i]))
                .toArray());
    }
}
