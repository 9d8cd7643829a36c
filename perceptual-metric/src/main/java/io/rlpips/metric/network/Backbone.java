package io.rlpips.metric.network;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.engine.NetworkOperations;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The convolutional networks whose activations the metric compares, as published by torchvision (LPIPS, Zhang et al.
 * 2018, appendix B). Parameter names are torchvision's: {@code features.<index>.weight} and {@code .bias}, weights OIHW.
 */
public enum Backbone {
    /** relu1 to relu5. */
    ALEXNET(List.of(64, 192, 384, 256, 256), 31, AlexNet.parameters()),
    /** relu1_2, relu2_2, relu3_3, relu4_3, relu5_3. */
    VGG16(List.of(64, 128, 256, 512, 512), 16, Vgg16.parameters()),
    /** Seven taps; its max-pools use ceil mode. */
    SQUEEZENET(List.of(64, 128, 256, 384, 384, 512, 512), 17, SqueezeNet.parameters());

    private final List<Integer> tapChannels;
    private final int minimumInputSize;
    private final Map<String, int[]> parameterShapes;

    Backbone(List<Integer> tapChannels, int minimumInputSize, Map<String, int[]> parameterShapes) {
        this.tapChannels = tapChannels;
        this.minimumInputSize = minimumInputSize;
        this.parameterShapes = parameterShapes;
    }

    /** @return channels of each tap, first tap first */
    public List<Integer> tapChannels() {
        return tapChannels;
    }

    /** @return shortest side in pixels for which every tap has at least one position */
    public int minimumInputSize() {
        return minimumInputSize;
    }

    /** @return name and shape of every parameter, in the order of the layers; a fresh map, the caller's own */
    public Map<String, int[]> parameterShapes() {
        Map<String, int[]> copy = new LinkedHashMap<>();
        parameterShapes.forEach((name, shape) -> copy.put(name, shape.clone()));
        return copy;
    }

    /**
     * Runs the network.
     *
     * @param operations with all of {@link #parameterShapes()}
     * @param input [N, 3, H, W], scaled as {@link io.rlpips.metric.distance.Lpips} does, sides at least
     *     {@link #minimumInputSize()}
     * @return the activations [N, C_j, H_j, W_j] of every tap, first tap first, in the manager of {@code input}
     */
    public List<NDArray> taps(NetworkOperations operations, NDArray input) {
        return switch (this) {
            case ALEXNET -> AlexNet.taps(operations, input);
            case VGG16 -> Vgg16.taps(operations, input);
            case SQUEEZENET -> SqueezeNet.taps(operations, input);
        };
    }

    /**
     * Known without running the network.
     *
     * @param inputSize side of the square input in pixels, at least {@link #minimumInputSize()}
     * @return floats of a fingerprint: the sum of C_j H_j W_j over the taps
     */
    public int fingerprintLength(int inputSize) {
        List<Integer> sides =
                switch (this) {
                    case ALEXNET -> AlexNet.tapSides(inputSize);
                    case VGG16 -> Vgg16.tapSides(inputSize);
                    case SQUEEZENET -> SqueezeNet.tapSides(inputSize);
                };
        int length = 0;
        for (int tap = 0; tap < sides.size(); tap++) {
            length = Math.addExact(length, tapChannels.get(tap) * sides.get(tap) * sides.get(tap));
        }
        return length;
    }

    /** @return the name used in manifests and on the command line: {@code alexnet}, {@code vgg16}, {@code squeezenet} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws RlpipsException INVALID_ARGUMENT for an unknown name */
    public static Backbone of(String label) {
        for (Backbone backbone : values()) {
            if (backbone.label().equals(label)) {
                return backbone;
            }
        }
        throw new RlpipsException(
                FailureCategory.INVALID_ARGUMENT,
                "unknown backbone '" + label + "', known: alexnet, vgg16, squeezenet");
    }
}
