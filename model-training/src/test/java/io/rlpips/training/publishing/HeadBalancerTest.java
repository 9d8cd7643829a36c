package io.rlpips.training.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadBalancerTest {
    private static final Map<String, WeightTensor> PARAMETERS = TestBundles.parameters(4);

    @Test
    void everyTapContributesTheSameToTheMeanDistance() {
        // with two pictures every pair the balancer can draw is the same one
        List<RgbImage> pictures = DrawnPictures.several(2, 40, 1);

        HeadBalancer.Balance balance = HeadBalancer.balance(Backbone.ALEXNET, PARAMETERS, pictures, 1);

        try (PerceptualModel model = PerceptualModel.load(bundle(balance), DeviceChoice.CPU)) {
            List<Fingerprint> prints = model.embed(pictures);
            var distance = model.distance(prints.get(0), prints.get(1));
            assertThat(distance.distance()).isCloseTo(HeadBalancer.MEAN_DISTANCE, within(1e-4));
            assertThat(distance.layers())
                    .allSatisfy(layer -> assertThat(layer).isCloseTo(HeadBalancer.MEAN_DISTANCE / 5, within(1e-4)));
        }
    }

    @Test
    void headsAreConstantWithinATap() {
        HeadBalancer.Balance balance =
                HeadBalancer.balance(Backbone.ALEXNET, PARAMETERS, DrawnPictures.several(5, 40, 1), 1);

        assertThat(balance.heads())
                .hasSize(5)
                .allSatisfy(head -> assertThat(head.values()).containsOnly(head.values()[0]));
        assertThat(balance.layerMeans()).allSatisfy(mean -> assertThat(mean).isBetween(0.0, 2.0));
    }

    @Test
    void onePictureMakesNoPair() {
        assertThatThrownBy(() -> HeadBalancer.balance(Backbone.ALEXNET, PARAMETERS, DrawnPictures.several(1, 40, 1), 1))
                .isInstanceOf(RlpipsException.class);
    }

    private static ModelBundle bundle(HeadBalancer.Balance balance) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        PARAMETERS.forEach((name, tensor) -> tensors.put("backbone." + name, tensor));
        for (int tap = 0; tap < balance.heads().size(); tap++) {
            tensors.put("heads." + tap, balance.heads().get(tap));
        }
        return new ModelBundle(Manifest.describing("balanced", Backbone.ALEXNET, 40, "test"), tensors);
    }
}
