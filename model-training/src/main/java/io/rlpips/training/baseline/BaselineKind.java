package io.rlpips.training.baseline;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The measures that a metric is compared with, by name. */
public enum BaselineKind {
    L2("l2"),
    PSNR("psnr"),
    SSIM("ssim"),
    MS_SSIM("ms-ssim"),
    FSIM("fsim"),
    FSIMC("fsimc"),
    E_LPIPS("e-lpips"),
    PHASH("phash");

    private static final String EVERY = "all";

    private final String label;

    BaselineKind(String label) {
        this.label = label;
    }

    /** @return as {@link Baseline#name} */
    public String label() {
        return label;
    }

    /**
     * @param labels names, or the single word {@code all}
     * @return in the order of this list, each once
     * @throws RlpipsException INVALID_ARGUMENT for an unknown name
     */
    public static List<BaselineKind> of(List<String> labels) {
        if (labels.equals(List.of(EVERY))) {
            return List.of(values());
        }
        for (String wanted : labels) {
            if (Arrays.stream(values()).noneMatch(kind -> kind.label.equals(wanted))) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "unknown baseline '%s', known: all, %s".formatted(wanted, known()));
            }
        }
        return Arrays.stream(values())
                .filter(kind -> labels.contains(kind.label))
                .toList();
    }

    /**
     * @param network asked for only where the measure needs one
     * @param seed of what is random in the measure
     * @return the caller closes it
     */
    public Baseline create(Supplier<ModelBundle> network, long seed) {
        return switch (this) {
            case L2 -> new MeanSquaredError();
            case PSNR -> new PeakSignalToNoise();
            case SSIM -> new StructuralSimilarity();
            case MS_SSIM -> MultiScaleSimilarity.weightedMean();
            case FSIM -> FeatureSimilarity.ofLuminance();
            case FSIMC -> FeatureSimilarity.ofColour();
            case E_LPIPS ->
                new TransformationEnsemble(
                        network.get(), TransformationEnsemble.STANDARD_TRANSFORMATIONS, seed, DeviceChoice.CPU);
            case PHASH -> new PerceptualHash();
        };
    }

    private static String known() {
        return Arrays.stream(values()).map(BaselineKind::label).collect(Collectors.joining(", "));
    }
}
