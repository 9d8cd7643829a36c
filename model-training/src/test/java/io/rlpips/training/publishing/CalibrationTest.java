package io.rlpips.training.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.SquaredDistance;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final int KEPT = 40;

    @Test
    void theSmallestDistancesAreThoseOfEveryPairComputedDirectly() {
        List<RgbImage> some = DrawnPictures.several(20, 40, 1);
        List<RgbImage> others = DrawnPictures.several(30, 40, 2);
        try (PerceptualModel model = PerceptualModel.load(TestBundles.random(40, 3), DeviceChoice.CPU)) {
            float[] found = new Calibration(model, KEPT).smallest(some, others, (stage, done, total) -> {});

            assertThat(found).containsExactly(bruteForce(model, some, others), within(0f));
        }
    }

    @Test
    void theCurveSpeaksForAllPairs() {
        try (PerceptualModel model = PerceptualModel.load(TestBundles.random(40, 3), DeviceChoice.CPU)) {
            List<RgbImage> some = DrawnPictures.several(20, 40, 1);
            List<RgbImage> others = DrawnPictures.several(30, 40, 2);

            Calibration.Result result = new Calibration(model, KEPT).measure(some, others, (stage, done, total) -> {});

            assertThat(result.curve().pairs()).isEqualTo(600);
            assertThat(result.nearest()).isEqualTo(bruteForce(model, some, others)[0]);
            assertThat(result.curve().highestRate()).isCloseTo(KEPT / 600.0, within(1e-9));
        }
    }

    @Property(tries = 100)
    void theSmallestAreKeptWhateverTheOrder(
            @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 0, max = 20) Integer> offered,
            @ForAll @IntRange(min = 1, max = 10) int kept) {
        SmallestDistances smallest = new SmallestDistances(kept);
        offered.forEach(smallest::offer);

        float[] expected = new float[Math.min(kept, offered.size())];
        List<Integer> sorted = offered.stream().sorted().toList();
        for (int i = 0; i < expected.length; i++) {
            expected[i] = sorted.get(i);
        }
        assertThat(smallest.sorted()).isEqualTo(expected);
    }

    private static float[] bruteForce(PerceptualModel model, List<RgbImage> some, List<RgbImage> others) {
        List<Fingerprint> first = model.embed(some);
        List<Fingerprint> second = model.embed(others);
        return toFloats(first.stream()
                .flatMap(a -> second.stream().map(b -> SquaredDistance.between(a.values(), b.values())))
                .sorted()
                .limit(KEPT)
                .toList());
    }

    private static float[] toFloats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
