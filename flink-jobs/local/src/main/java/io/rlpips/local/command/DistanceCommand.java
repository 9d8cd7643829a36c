package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.evidence.DetectedPictures;
import io.rlpips.local.report.HeatMap;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.LayeredDistance;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.PictureEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The metric on two files. */
@Command(
        name = "distance",
        description = "Prints the perceptual distance of two pictures.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips distance original.png copy.jpg --size 64",
            "  rlpips distance upload.jpg reference.png --as-detected --reference-view mirrored",
            "  rlpips distance a.png b.png --json --per-layer --map difference.png"
        })
final class DistanceCommand implements Callable<Integer> {
    private static final int LARGEST_SIZE = 4096;

    private final Console console;

    @Parameters(index = "0", paramLabel = "A", description = "First picture.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Second picture.")
    private Path second;

    @Mixin
    private ModelOption model;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "Bring both to N x N pixels first. Without it the pixels count as they are, and the pictures"
                    + " must have the same size.")
    private Integer size;

    @Option(
            names = "--as-detected",
            description = "The distance that the detector finds: A as an upload, B as a reference, both by way of their"
                    + " masters to the model's input.")
    private boolean asDetected;

    @Option(
            names = "--upload-view",
            paramLabel = "VIEW",
            description = "With --as-detected, of A: as-is or trimmed, without its border (default: as-is).")
    private String uploadView = DetectedPictures.AS_IS;

    @Option(
            names = "--reference-view",
            paramLabel = "VIEW",
            description = "With --as-detected, of B: as-is, mirrored, ... as an alert names it (default: as-is).")
    private String referenceView = DetectedPictures.AS_IS;

    @Option(names = "--per-layer", description = "Print what each layer of the network contributes, too.")
    private boolean perLayer;

    @Option(names = "--map", paramLabel = "PNG", description = "Write a picture of where the two differ.")
    private Path map;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    DistanceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (size != null && (size < 1 || size > LARGEST_SIZE)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "--size is %d, must lie between 1 and %d".formatted(size, LARGEST_SIZE));
        }
        requireViewsOfDetected();
        ModelBundle bundle = model.choice().read();
        DetectedPictures detected = new DetectedPictures(bundle.manifest().inputSize());
        RgbImage a = asDetected
                ? PictureArgument.read(first, file -> detected.upload(file, uploadView))
                : prepared(PictureArgument.read(first));
        RgbImage b = asDetected
                ? PictureArgument.read(second, file -> detected.reference(file, referenceView))
                : prepared(PictureArgument.read(second));
        requireEqualSizes(a, b);
        try (PerceptualModel loaded = PerceptualModel.load(bundle, DeviceChoice.AUTO)) {
            LayeredDistance distance = asDetected ? DetectedPictures.distance(loaded, a, b) : loaded.distance(a, b);
            if (map != null) {
                write(map, PictureEncoder.png(HeatMap.over(b, loaded.map(a, b))));
            }
            print(loaded, distance, a);
        }
        return 0;
    }

    private void requireViewsOfDetected() {
        boolean views = !uploadView.equals(DetectedPictures.AS_IS) || !referenceView.equals(DetectedPictures.AS_IS);
        if (views && !asDetected || size != null && asDetected) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    asDetected
                            ? "--as-detected brings both to the model's own input: --size does not go with it"
                            : "--upload-view and --reference-view belong to --as-detected");
        }
    }

    private RgbImage prepared(RgbImage picture) {
        return size == null ? picture : Resize.to(picture, size, size);
    }

    private void requireEqualSizes(RgbImage a, RgbImage b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the pictures have different sizes, %d x %d and %d x %d; give --size N to compare them at N x N"
                            .formatted(a.width(), a.height(), b.width(), b.height()));
        }
    }

    private void print(PerceptualModel loaded, LayeredDistance distance, RgbImage compared) {
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("distance", distance.distance());
            result.put("layers", distance.layers());
            result.put("model", loaded.modelId());
            result.put("modelHash", loaded.modelHash());
            result.put("width", compared.width());
            result.put("height", compared.height());
            result.put("a", first.toString());
            result.put("b", second.toString());
            console.resultJson(result);
            return;
        }
        console.result(String.format(Locale.ROOT, "%.6f", distance.distance()));
        List<Double> layers = distance.layers();
        for (int layer = 0; perLayer && layer < layers.size(); layer++) {
            console.result(String.format(Locale.ROOT, "  layer %d  %.6f", layer + 1, layers.get(layer)));
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
