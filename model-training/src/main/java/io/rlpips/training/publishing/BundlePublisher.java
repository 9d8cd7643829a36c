package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Training;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.backbone.TrainedBackbone;
import io.rlpips.training.backbone.TrainingReport;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSet;
import io.rlpips.training.data.PictureSetReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a bundle of a trained backbone: balanced heads, the calibration curve and threshold measured on the very tensors
 * that are written, and a manifest that says how to make and measure all of it again.
 */
public final class BundlePublisher {
    private static final String RECIPE = "classification";
    private static final int KEPT_DISTANCES = 20_000;

    private BundlePublisher() {}

    /**
     * @return the bundle as it lies on disk
     * @throws io.rlpips.metric.failure.RlpipsException when the run is not finished, a picture cannot be read, or the
     *     target exists
     */
    public static ModelBundle publish(PublishSettings settings, PublishListener listener) {
        TorchEngine.start().useIntraOpThreads(settings.intraOpThreads());
        TrainedBackbone trained = TrainedBackbone.read(settings.run());
        int size = trained.report().recipe().inputSize();
        PictureSet data = read(settings.data(), size, listener);
        PictureSet background = read(settings.background(), size, listener);
        List<RgbImage> heldBack = pictures(
                data.holdBack(trained.report().recipe().heldBackPerClass()).validation());
        HeadBalancer.Balance balance = HeadBalancer.balance(
                Backbone.ALEXNET,
                trained.parameters(),
                heldBack,
                trained.report().recipe().seed());
        ModelBundle draft = draft(settings, trained, balance);
        Calibration.Result calibration = calibrate(draft, pictures(background), pictures(data), listener);
        Manifest manifest = draft.manifest()
                .withMetrics(measurements(settings, trained.report(), balance, calibration))
                .withCalibration(calibration.curve())
                .withRecommendedThreshold(calibration.curve().distanceAt(settings.falseMatchRate()));
        return BundleWriter.write(new ModelBundle(manifest, draft.tensors()), settings.out(), settings.precision());
    }

    private static PictureSet read(Path source, int size, PublishListener listener) {
        return new PictureSetReader(ImageLimits.DEFAULT, size, 2)
                .read(source, done -> listener.progress("reading pictures", done, 0));
    }

    private static List<RgbImage> pictures(PictureSet set) {
        return set.pictures().stream().map(LabelledPicture::picture).toList();
    }

    private static ModelBundle draft(PublishSettings settings, TrainedBackbone trained, HeadBalancer.Balance balance) {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        trained.parameters().forEach((name, tensor) -> tensors.put("backbone." + name, tensor));
        for (int tap = 0; tap < balance.heads().size(); tap++) {
            tensors.put("heads." + tap, balance.heads().get(tap));
        }
        TrainingReport report = trained.report();
        Manifest manifest = Manifest.describing(
                        settings.modelId(), Backbone.ALEXNET, report.recipe().inputSize(), RECIPE)
                .withTraining(new Training(
                        "%s, %d classes; %d pictures held back"
                                .formatted(report.data(), report.classes(), report.validationPictures()),
                        report.trainingPictures(),
                        report.recipe().seed(),
                        report.recipe().epochs(),
                        Commands.train(report) + " && " + Commands.publish(settings),
                        Commands.details(report)))
                .withPrecision(settings.precision());
        return new ModelBundle(manifest, tensors);
    }

    private static Calibration.Result calibrate(
            ModelBundle bundle, List<RgbImage> background, List<RgbImage> data, PublishListener listener) {
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU)) {
            return new Calibration(model, KEPT_DISTANCES).measure(background, data, listener);
        }
    }

    private static List<Measurement> measurements(
            PublishSettings settings,
            TrainingReport report,
            HeadBalancer.Balance balance,
            Calibration.Result calibration) {
        List<Measurement> measured = new ArrayList<>();
        String train = Commands.train(report);
        String publish = Commands.publish(settings);
        report.history().stream().skip(Math.max(0, report.history().size() - 1)).forEach(last -> {
            measured.add(Measurement.of("held-back top-1 accuracy", last.validationAccuracy(), train));
            measured.add(Measurement.of("held-back cross-entropy", last.validationLoss(), train));
        });
        for (int tap = 0; tap < balance.layerMeans().size(); tap++) {
            measured.add(Measurement.of(
                    "mean unweighted distance of unrelated held-back pairs, tap " + tap,
                    balance.layerMeans().get(tap),
                    publish));
        }
        measured.add(Measurement.of(
                "distance of the nearest of %d unrelated pairs"
                        .formatted(calibration.curve().pairs()),
                calibration.nearest(),
                publish));
        measured.add(Measurement.of(
                "pairwise false-match rate that the fitted curve gives at the recommended threshold",
                settings.falseMatchRate(),
                publish));
        return measured;
    }
}
