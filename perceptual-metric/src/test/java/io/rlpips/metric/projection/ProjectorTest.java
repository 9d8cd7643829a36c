package io.rlpips.metric.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.search.SquaredDistance;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProjectorTest {
    private static final int LENGTH = 300;

    @Property(tries = 60)
    void theDistanceLiesBetweenTheBounds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int dimensions,
            @ForAll @DoubleRange(min = 0, max = 1) double apart,
            @ForAll BasisFormat format) {
        Projection stored = TestProjections.stored(dimensions, LENGTH, seed, format);
        float[] first = fingerprint(seed + 1);
        float[] second = between(first, fingerprint(seed + 2), apart);

        try (Projector projector = new Projector(stored)) {
            List<ProjectedRow> rows = projector.project(List.of(first, second));
            double distance = SquaredDistance.between(first, second);

            assertThat(rows.get(0).lowerBound(rows.get(1))).isLessThanOrEqualTo(distance + 1e-12);
            assertThat(rows.get(0).upperBound(rows.get(1))).isGreaterThanOrEqualTo(distance - 1e-12);
        }
    }

    @Test
    void aProjectionOnEverythingLeavesNoResidualAndIsExact() {
        try (Projector projector = new Projector(TestProjections.random(40, 40, 3, BasisFormat.FLOAT32))) {
            float[] first = Arrays.copyOf(fingerprint(1), 40);
            float[] second = Arrays.copyOf(fingerprint(2), 40);
            List<ProjectedRow> rows = projector.project(List.of(first, second));

            assertThat(rows.get(0).residual()).isCloseTo(0, within(1e-6));
            assertThat(rows.get(0).lowerBound(rows.get(1)))
                    .isCloseTo(SquaredDistance.between(first, second), within(1e-9));
        }
    }

    @Test
    void aFingerprintOfAnotherModelIsRefusedWithBothLengths() {
        try (Projector projector = new Projector(TestProjections.random(4, 50, 3, BasisFormat.FLOAT32))) {
            assertThatThrownBy(() -> projector.project(List.of(new float[49])))
                    .hasMessageContaining("49 floats")
                    .hasMessageContaining("50");
        }
    }

    private static float[] fingerprint(long seed) {
        Random random = new Random(seed);
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = Math.abs((float) random.nextGaussian()) / 10;
        }
        return values;
    }

    private static float[] between(float[] from, float[] to, double share) {
        float[] values = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            values[i] = (float) (from[i] + share * (to[i] - from[i]));
        }
        return values;
    }
}
