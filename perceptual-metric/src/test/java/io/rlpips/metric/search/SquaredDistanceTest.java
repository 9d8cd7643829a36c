package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SquaredDistanceTest {
    /** Of a sum of hundreds of squares in float64, generously. */
    private static final double RELATIVE_ERROR = 1e-13;

    @Property(tries = 200)
    void itIsTheSumOfAllSquaresOfTheRangeAndOfNoOthers(
            @ForAll long seed,
            @ForAll @IntRange(max = 20) int from,
            @ForAll @IntRange(max = 300) int count,
            @ForAll @IntRange(max = 5) int after) {
        Random random = new Random(seed);
        float[] a = new float[from + count + after];
        float[] b = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextGaussian();
            b[i] = (float) random.nextGaussian();
        }
        BigDecimal exact = BigDecimal.ZERO;
        for (int i = from; i < from + count; i++) {
            BigDecimal difference = new BigDecimal(a[i]).subtract(new BigDecimal(b[i]));
            exact = exact.add(difference.multiply(difference));
        }

        double found = SquaredDistance.between(a, b, from, from + count);

        assertThat(found).isCloseTo(exact.doubleValue(), within(RELATIVE_ERROR * exact.doubleValue()));
        assertThat(SquaredDistance.between(b, a, from, from + count)).isEqualTo(found);
        assertThat(SquaredDistance.between(a, a, from, from + count)).isZero();
    }
}
