package io.rlpips.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.DifferentiableOperations;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchNormalisationFoldingTest {
    private static final int SIDE = 40;
    private static final int CLASSES = 5;

    @Test
    void theFoldedNetworkComputesWhatTheTrainedOneDoes() {
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU);
                AlexNetClassifier fresh = AlexNetClassifier.initialised(manager.newSubManager(), SIDE, CLASSES, 7);
                AlexNetClassifier trained =
                        AlexNetClassifier.restored(manager.newSubManager(), lived(fresh.tensors()))) {
            NDArray images = PictureTensors.of(manager, DrawnPictures.several(4, SIDE, 1));
            Map<String, WeightTensor> tensors = trained.tensors();
            NDArray expected = trained.infer(images);

            NDArray features = foldedFeatures(manager, BatchNormalisationFolding.fold(tensors), images);
            NDArray weight = tensor(manager, tensors.get("classifier.weight"));
            NDArray scores = features.matMul(weight.transpose()).add(tensor(manager, tensors.get("classifier.bias")));

            assertThat(expected.getShape()).isEqualTo(new Shape(4, CLASSES));
            assertThat(scores.toFloatArray()).containsExactly(expected.toFloatArray(), within(1e-4f));
        }
    }

    @Test
    void theFoldedParametersAreThePublishedOnes() {
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU);
                AlexNetClassifier network = AlexNetClassifier.initialised(manager, SIDE, CLASSES, 7)) {
            Map<String, WeightTensor> folded = BatchNormalisationFolding.fold(network.tensors());

            Map<String, int[]> published = Backbone.ALEXNET.parameterShapes();
            assertThat(folded.keySet()).containsExactlyElementsOf(published.keySet());
            folded.forEach((name, tensor) -> assertThat(tensor.shape()).isEqualTo(published.get(name)));
        }
    }

    /** Statistics and factors as training leaves them: nothing at its first value. */
    private static Map<String, WeightTensor> lived(Map<String, WeightTensor> tensors) {
        SplittableRandom random = Seeds.stream(11);
        Map<String, WeightTensor> changed = new LinkedHashMap<>(tensors);
        tensors.forEach((name, tensor) -> {
            if (name.startsWith("normalisation.")) {
                float[] values = new float[tensor.values().length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (0.5 + random.nextDouble());
                }
                changed.put(name, new WeightTensor(tensor.shape(), values));
            }
        });
        return changed;
    }

    private static NDArray foldedFeatures(NDManager manager, Map<String, WeightTensor> folded, NDArray images) {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        folded.forEach((name, value) -> parameters.put(name, tensor(manager, value)));
        List<NDArray> taps = Backbone.ALEXNET.taps(new DifferentiableOperations(parameters), Lpips.scaled(images));
        NDArray last = taps.get(taps.size() - 1);
        return last.reshape(last.getShape().get(0), -1);
    }

    private static NDArray tensor(NDManager manager, WeightTensor tensor) {
        return Tensors.of(manager, tensor.shape(), tensor.values());
    }
}
