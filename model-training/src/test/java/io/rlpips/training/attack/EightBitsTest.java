package io.rlpips.training.attack;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class EightBitsTest {
    private static final int SIDE = 32;

    @Property(tries = 40)
    void storedPicturesAreInsideTheBudgetAndKeepMostOfTheChange(
            @ForAll Budget.Norm norm, @ForAll @DoubleRange(min = 0.05, max = 2) double strength, @ForAll long seed) {
        Budget budget = new Budget(norm, norm == Budget.Norm.L_INF ? strength / 20 : strength);
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            NDArray originals = TestBatches.pictures(manager, 2, SIDE, seed);
            NDArray moved = originals.add(TestBatches.randomPoints(originals, budget, seed)
                    .sub(originals)
                    .sign());
            NDArray candidates = TestBatches.projected(moved, originals, budget);

            List<float[]> points = Rows.split(candidates);
            List<float[]> from = Rows.split(originals);
            List<float[]> rounded = IntStream.range(0, points.size())
                    .mapToObj(row -> EightBits.inside(points.get(row), from.get(row), budget))
                    .toList();

            rounded.forEach(EightBits::requireStorable);
            NDArray stored = Rows.together(manager, rounded, originals.getShape());
            assertThat(stored.min().getFloat()).isGreaterThanOrEqualTo(0);
            assertThat(stored.max().getFloat()).isLessThanOrEqualTo(1);
            float[] wanted = TestBatches.sizes(norm, candidates, originals);
            float[] sizes = TestBatches.sizes(norm, stored, originals);
            for (int row = 0; row < sizes.length; row++) {
                assertThat((double) sizes[row]).isLessThanOrEqualTo(budget.radius() * 1.00001);
                assertThat((double) sizes[row]).isGreaterThan(0.3 * wanted[row] - 1.0 / 255);
            }
        }
    }
}
