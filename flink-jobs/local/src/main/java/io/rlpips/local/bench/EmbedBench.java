package io.rlpips.local.bench;

import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pixels to fingerprints, at sizes and in batches of the caller's choice: the device's share of a pipeline's work. */
public final class EmbedBench {
    private final ModelBundle bundle;
    private final DeviceChoice device;
    private final double seconds;
    private final long seed;

    /** @param seconds that each measurement takes at least, after a warm-up of half as long */
    public EmbedBench(ModelBundle bundle, DeviceChoice device, double seconds, long seed) {
        if (!(seconds > 0)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%s seconds a measurement, needs more than 0".formatted(seconds));
        }
        this.bundle = bundle;
        this.device = device;
        this.seconds = seconds;
        this.seed = seed;
    }

    /** @param inputSize may differ from the model's own: the network is the same, its fingerprints are not */
    public EmbedResult measure(int inputSize, int batch) {
        if (batch < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "batch of %d pictures, needs at least 1".formatted(batch));
        }
        List<RgbImage> pictures = noise(inputSize, batch);
        try (PerceptualModel model = PerceptualModel.load(sized(inputSize), device, batch)) {
            Repetition measured =
                    Repetition.of(seconds, () -> model.embed(pictures).size());
            return new EmbedResult(
                    model.inputSize(), Math.min(batch, model.largestBatch()), measured.pictures(), measured.seconds());
        }
    }

    private ModelBundle sized(int inputSize) {
        Manifest own = bundle.manifest();
        return new ModelBundle(
                Manifest.describing(own.modelId(), own.backbone(), inputSize, own.recipe()), bundle.tensors());
    }

    private List<RgbImage> noise(int side, int count) {
        Random random = new Random(seed);
        List<RgbImage> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[3 * side * side];
            random.nextBytes(pixels);
            pictures.add(new RgbImage(side, side, pixels));
        }
        return pictures;
    }
}
