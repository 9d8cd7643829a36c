package io.rlpips.metric.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CompactProjectorTest {

    @Property(tries = 80)
    void aPointIsOffByNoMoreThanItsRowSays(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 3_000) int length,
            @ForAll @IntRange(min = 1, max = 20) int most,
            @ForAll @DoubleRange(min = 0, max = 1) double along,
            @ForAll @IntRange(min = 1, max = 5) int count) {
        int dimensions = Math.min(most, length);
        int used = 1 + new Random(seed).nextInt(dimensions);
        Projection projection = TestProjections.random(dimensions, length, seed, BasisFormat.FLOAT32);
        List<float[]> fingerprints = IntStream.range(0, count)
                .mapToObj(i -> fingerprint(projection, seed + i, along))
                .toList();

        try (Projector exact = new Projector(projection);
                CompactProjector projector = new CompactProjector(projection, used)) {
            List<ProjectedRow> expected = exact.project(fingerprints);
            List<CompactRow> rows = projector.compact(fingerprints);

            for (int i = 0; i < count; i++) {
                assertThat(rows.get(i).point()).hasSize(used + 1);
                assertThat(distance(rows.get(i).point(), expected.get(i)))
                        .isLessThanOrEqualTo(rows.get(i).rounding());
            }
        }
    }

    @Test
    void moreDirectionsThanThereAreOrNoneAreRefused() {
        Projection projection = TestProjections.random(4, 50, 3, BasisFormat.FLOAT32);

        assertThatThrownBy(() -> new CompactProjector(projection, 5))
                .hasMessage("5 directions, the projection has 1 to 4");
        assertThatThrownBy(() -> new CompactProjector(projection, 0))
                .hasMessage("0 directions, the projection has 1 to 4");
    }

    @Test
    void whatARowMayBeOffByIsSmallBesideItsLength() {
        Projection projection = TestProjections.random(112, 31_872, 5, BasisFormat.FLOAT16);
        List<float[]> fingerprint = List.of(fingerprint(projection, 9, 0.2));
        try (Projector exact = new Projector(projection);
                CompactProjector projector = new CompactProjector(projection)) {
            CompactRow row = projector.compact(fingerprint).get(0);

            assertThat(distance(row.point(), exact.project(fingerprint).get(0))).isLessThanOrEqualTo(row.rounding());
            assertThat(row.rounding()).isLessThan((float) (5e-4 * length(row.point())));
        }
    }

    @Test
    void nothingIsMadeOfNothing() {
        try (CompactProjector projector = new CompactProjector(TestProjections.random(4, 50, 3, BasisFormat.FLOAT32))) {
            assertThat(projector.compact(List.of())).isEmpty();
        }
    }

    @Test
    void aFingerprintOfAnotherModelIsRefusedWithBothLengths() {
        try (CompactProjector projector = new CompactProjector(TestProjections.random(4, 50, 3, BasisFormat.FLOAT32))) {
            assertThatThrownBy(() -> projector.compact(List.of(new float[49])))
                    .hasMessageContaining("49 floats")
                    .hasMessageContaining("50");
        }
    }

    /** @param along how much of it lies along the first direction: 1 leaves no residual but rounding */
    private static float[] fingerprint(Projection projection, long seed, double along) {
        Random random = new Random(seed);
        float[] values = new float[projection.fingerprintLength()];
        for (int i = 0; i < values.length; i++) {
            double noise = Math.abs(random.nextGaussian()) / 10;
            values[i] = (float)
                    (projection.mean().values()[i] + along * projection.basis().values()[i] + (1 - along) * noise);
        }
        return values;
    }

    /** To a row of as many coordinates or more: what is left of those belongs to its residual. */
    private static double distance(float[] point, ProjectedRow row) {
        int used = point.length - 1;
        double squares = 0;
        double rest = row.residual() * row.residual();
        for (int i = 0; i < row.coordinates().length; i++) {
            double coordinate = row.coordinates()[i];
            if (i < used) {
                squares += Math.pow(point[i] - coordinate, 2);
            } else {
                rest += coordinate * coordinate;
            }
        }
        return Math.sqrt(squares + Math.pow(point[used] - Math.sqrt(rest), 2));
    }

    private static double length(float[] point) {
        double squares = 0;
        for (float value : point) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }
}
