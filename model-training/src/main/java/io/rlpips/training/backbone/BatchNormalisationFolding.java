package io.rlpips.training.backbone;

import io.rlpips.metric.network.AlexNet;
import io.rlpips.metric.weights.WeightTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Turns convolution and batch normalisation into one convolution: with s = gamma / sqrt(variance + epsilon), weights
 * become s * weight and the bias beta - s * mean. The network computes the same and has the published topology.
 */
final class BatchNormalisationFolding {
    private BatchNormalisationFolding() {}

    /**
     * @param trained tensors of an {@link AlexNetClassifier}
     * @return torchvision's {@code features.<index>.weight} and {@code .bias}
     */
    static Map<String, WeightTensor> fold(Map<String, WeightTensor> trained) {
        Map<String, WeightTensor> folded = new LinkedHashMap<>();
        for (AlexNet.Layer layer : AlexNet.LAYERS) {
            WeightTensor weight = trained.get(layer.weightName());
            float[] mean = trained.get(AlexNetClassifier.mean(layer)).values();
            float[] beta = trained.get(AlexNetClassifier.beta(layer)).values();
            double[] scale = scale(layer, trained);
            float[] weights = new float[weight.values().length];
            float[] bias = new float[layer.outputs()];
            int length = weights.length / bias.length;
            for (int output = 0; output < bias.length; output++) {
                bias[output] = (float) (beta[output] - scale[output] * mean[output]);
                for (int i = output * length; i < (output + 1) * length; i++) {
                    weights[i] = (float) (scale[output] * weight.values()[i]);
                }
            }
            folded.put(layer.weightName(), new WeightTensor(weight.shape(), weights));
            folded.put(layer.biasName(), new WeightTensor(new int[] {bias.length}, bias));
        }
        return folded;
    }

    private static double[] scale(AlexNet.Layer layer, Map<String, WeightTensor> trained) {
        float[] gamma = trained.get(AlexNetClassifier.gamma(layer)).values();
        float[] variance = trained.get(AlexNetClassifier.variance(layer)).values();
        double[] scale = new double[gamma.length];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = gamma[i] / Math.sqrt(variance[i] + AlexNetClassifier.EPSILON);
        }
        return scale;
    }
}
