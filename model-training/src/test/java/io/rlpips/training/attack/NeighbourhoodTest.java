package io.rlpips.training.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {
    private static final int SIDE = 7;
    private static final int SAMPLES = 3 * SIDE * SIDE;

    @Property(tries = 200)
    void aStepIsAsLongAsAskedForUnlessTheBallOrTheRangeEndsIt(@ForAll Budget.Norm norm, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] original = filled(0.5f);
        float[] gradient = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            gradient[i] = (float) random.nextGaussian();
        }
        float[] near = new float[SAMPLES];
        float[] far = new float[SAMPLES];

        neighbourhood(norm, 0.2, original).ascend(original, gradient, 0.1f, near);
        neighbourhood(norm, 0.2, original).ascend(original, gradient, 0.4f, far);

        assertThat(size(norm, near, original)).isCloseTo(0.1, within(1e-5));
        assertThat(size(norm, far, original)).isCloseTo(0.2, within(1e-5));
        for (int i = 0; i < SAMPLES; i++) {
            // a change too small for a float is none
            assertThat((near[i] - original[i]) * gradient[i]).isGreaterThanOrEqualTo(0);
            if (norm == Budget.Norm.L_INF) {
                assertThat(Math.abs(near[i] - original[i])).isCloseTo(0.1f, within(1e-6f));
            }
        }
    }

    @Property(tries = 200)
    void withMomentumAShareOfTheWayIsTheLastStepAgain(@ForAll Budget.Norm norm, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Neighbourhood neighbourhood = neighbourhood(norm, 0.3, random(random, 0, 1));
        float[] previous = random(random, -0.5, 1.5);
        float[] from = random(random, -0.5, 1.5);
        neighbourhood.project(previous);
        neighbourhood.project(from);
        float[] gradient = random(random, -1, 1);
        float[] found = new float[SAMPLES];
        float[] expected = new float[SAMPLES];

        neighbourhood.ascendWithMomentum(from, previous, gradient, 0.2f, 0.75f, found);

        neighbourhood.ascend(from, gradient, 0.2f, expected);
        for (int i = 0; i < SAMPLES; i++) {
            expected[i] = from[i] + 0.75f * (expected[i] - from[i]) + 0.25f * (from[i] - previous[i]);
        }
        neighbourhood.project(expected);
        assertThat(found).containsExactly(expected, within(1e-6f));
    }

    @Test
    void theSmallestGradientHasASignAndZeroHasNone() {
        float[] original = filled(0.5f);
        float[] gradient = filled(Float.MIN_VALUE);
        gradient[0] = 0;
        gradient[1] = -Float.MIN_VALUE;
        gradient[2] = Float.MAX_VALUE;
        float[] moved = new float[SAMPLES];

        neighbourhood(Budget.Norm.L_INF, 1, original).ascend(original, gradient, 0.25f, moved);

        assertThat(moved[0]).isEqualTo(0.5f);
        assertThat(moved[1]).isEqualTo(0.25f);
        assertThat(moved[2]).isEqualTo(0.75f);
        assertThat(moved[3]).isEqualTo(0.75f);
    }

    @Property(tries = 200)
    void whatIsProjectedLiesInTheBallAndTheRange(@ForAll Budget.Norm norm, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] original = random(random, 0, 1);
        float[] point = random(random, -1, 2);

        neighbourhood(norm, 0.3, original).project(point);

        assertThat(size(norm, point, original)).isLessThanOrEqualTo(0.3 + 1e-6);
        for (float sample : point) {
            assertThat(sample).isBetween(0f, 1f);
        }
        float[] again = point.clone();
        neighbourhood(norm, 0.3, original).project(again);
        assertThat(again).containsExactly(point, within(1e-6f));
    }

    private static Neighbourhood neighbourhood(Budget.Norm norm, double radius, float[] original) {
        return new Neighbourhood(new Budget(norm, radius), SIDE, SIDE, original, new SplittableRandom(1));
    }

    private static float[] random(SplittableRandom random, double from, double to) {
        float[] values = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            values[i] = (float) random.nextDouble(from, to);
        }
        return values;
    }

    private static float[] filled(float value) {
        float[] values = new float[SAMPLES];
        Arrays.fill(values, value);
        return values;
    }

    private static double size(Budget.Norm norm, float[] point, float[] original) {
        double largest = 0;
        double squares = 0;
        for (int i = 0; i < point.length; i++) {
            double change = point[i] - original[i];
            largest = Math.max(largest, Math.abs(change));
            squares += change * change;
        }
        return norm == Budget.Norm.L_INF ? largest : Math.sqrt(squares);
    }
}
