package io.rlpips.metric.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.metric.projection.CompactRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CompactTiersTest {
    /** Two blocks: a search may begin with few coordinates in one and look at more in both. */
    private static final int ROWS = 5_000;

    @Property(tries = 40)
    void nothingWithinReachIsLeftOut(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 150) int length,
            @ForAll @DoubleRange(min = 0, max = 0.2) double spread,
            @ForAll @DoubleRange(min = 0, max = 0.01) double rounding) {
        Random random = new Random(seed);
        float[] centre = point(random, length, 1);
        List<CompactRow> rows = new ArrayList<>();
        CompactTiers tiers = new CompactTiers(length);
        for (int slot = 0; slot < ROWS; slot++) {
            rows.add(near(random, centre, spread, (float) rounding));
            tiers.set(slot, rows.get(slot));
        }
        CompactRow query = near(random, centre, spread, (float) rounding);
        int any = random.nextInt(ROWS);
        double exactlyAtOne = reach(query, rows.get(any), rounding);

        Set<Integer> found = within(tiers, query, exactlyAtOne);

        for (int slot = 0; slot < ROWS; slot++) {
            if (reach(query, rows.get(slot), rounding) <= exactlyAtOne) {
                assertThat(found).contains(slot);
            }
        }
    }

    @Test
    void mostRowsAreRuledOutByTheFirstTierAndMoreByTheSecond() {
        Random random = new Random(1);
        CompactTiers tiers = new CompactTiers(145);
        for (int slot = 0; slot < 2_000; slot++) {
            tiers.set(slot, new CompactRow(point(random, 145, 0.985), 0));
        }
        int survivors =
                within(tiers, new CompactRow(point(random, 145, 0.985), 0), 42).size();

        assertThat(tiers.firstSurvivors()).isPositive().isLessThan(200);
        assertThat((long) survivors).isLessThan(tiers.firstSurvivors() / 2);
    }

    private static Set<Integer> within(CompactTiers tiers, CompactRow query, double radius) {
        Set<Integer> found = new HashSet<>();
        tiers.within(List.of(query), new double[] {radius}, (number, slot) -> found.add(slot));
        return found;
    }

    /** The least distance that the fingerprints of two points may have. */
    private static double reach(CompactRow one, CompactRow other, double rounding) {
        double apart = Math.sqrt(SquaredDistance.between(one.point(), other.point()));
        return Math.pow(Math.max(0, apart - 2 * (float) rounding), 2);
    }

    /** @param decay of the spread from one coordinate to the next, as a projection has it */
    private static float[] point(Random random, int length, double decay) {
        float[] point = new float[length];
        double spread = 1;
        for (int i = 0; i < length; i++) {
            point[i] = (float) (spread * random.nextGaussian());
            spread *= decay;
        }
        return point;
    }

    private static CompactRow near(Random random, float[] centre, double spread, float rounding) {
        float[] point = centre.clone();
        for (int i = 0; i < point.length; i++) {
            point[i] += (float) (spread * random.nextGaussian());
        }
        return new CompactRow(point, rounding);
    }
}
