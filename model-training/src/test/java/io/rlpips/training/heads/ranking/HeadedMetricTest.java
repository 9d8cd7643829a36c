package io.rlpips.training.heads.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.Seeds;
import io.rlpips.training.TestBundles;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadedMetricTest {
    private static final int SIDE = 40;

    private NDManager manager;
    private Lpips lpips;
    private HeadedMetric metric;
    private NDArray some;
    private NDArray others;

    @BeforeEach
    void open() {
        manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        ModelBundle bundle = TestBundles.random(SIDE, 3);
        lpips = PerceptualModel.lpips(bundle, manager);
        List<NDArray> heads = new ArrayList<>();
        for (int tap = 0; tap < 5; tap++) {
            heads.add(manager.create(bundle.tensors().get("heads." + tap).values()));
        }
        metric = new HeadedMetric(lpips, heads);
        some = PictureTensors.of(manager, DrawnPictures.several(3, SIDE, 1));
        others = PictureTensors.of(manager, DrawnPictures.several(3, SIDE, 2));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void withoutDropoutItIsTheMetricsDistance() {
        assertThat(distance(Dropout.off()).toFloatArray())
                .containsExactly(lpips.distance(some, others).toFloatArray(), within(1e-5f));
    }

    @Test
    void dropoutKeepsTheDistanceInTheMeanAndDrawsAfreshEveryTime() {
        float expected = distance(Dropout.off()).getFloat(0);
        Dropout dropout = Dropout.of(0.5, Seeds.stream(8));
        double sum = 0;
        List<Float> seen = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            seen.add(distance(dropout).getFloat(0));
            sum += seen.get(i);
        }

        assertThat(sum / 40).isCloseTo(expected, within(0.02 * expected));
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(distance(Dropout.of(0.5, Seeds.stream(8))).getFloat(0)).isEqualTo(seen.get(0));
    }

    @Test
    void dropoutSilencesItsShareAndScalesTheRest() {
        float[] values = Dropout.of(0.25, new SplittableRandom(3))
                .apply(manager.ones(new Shape(100, 101)))
                .toFloatArray();

        int silenced = 0;
        for (float value : values) {
            silenced += value == 0 ? 1 : 0;
            assertThat(value).isIn(0f, 4 / 3f);
        }
        assertThat((double) silenced / values.length).isCloseTo(0.25, within(0.02));
        assertThatThrownBy(() -> Dropout.of(1, new SplittableRandom(1))).isInstanceOf(RlpipsException.class);
    }

    @Test
    void nothingStaysWithTheFeatures() {
        List<NDArray> first = metric.features(some);
        List<NDArray> second = metric.features(others);
        int before = manager.getManagedArrays().size();

        try (NDManager scratch = manager.newSubManager()) {
            NDArray distance = metric.distance(scratch, first, second, Dropout.of(0.5, Seeds.stream(1)));
            assertThat(distance.getManager()).isSameAs(scratch);
        }

        assertThat(manager.getManagedArrays()).hasSize(before);
    }

    private NDArray distance(Dropout dropout) {
        return metric.distance(manager, metric.features(some), metric.features(others), dropout);
    }
}
