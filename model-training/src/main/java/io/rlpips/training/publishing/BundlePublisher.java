package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.MeasurementsFile;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.backbone.TrainedBackbone;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSet;
import io.rlpips.training.data.PictureSetReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a bundle of what was trained: the calibration curve and threshold measured on the very tensors that are written,
 * and a manifest that says how to make and measure all of it again.
 */
public final class BundlePublisher {
    private static final int KEPT_DISTANCES = 20_000;

    private final PublishSettings settings;
    private final PublishListener listener;

    private BundlePublisher(PublishSettings settings, PublishListener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * @return the bundle as it lies on disk
     * @throws io.rlpips.metric.failure.RlpipsException when the run is not finished, the trained bundle does not pass its
     *     checks, a picture cannot be read, or the target exists
     */
    public static ModelBundle publish(PublishSettings settings, PublishListener listener) {
        TorchEngine.start().useIntraOpThreads(settings.intraOpThreads());
        return new BundlePublisher(settings, listener).publish();
    }

    private ModelBundle publish() {
        // Read before the long work: a mistake in them should cost seconds.
        List<Measurement> elsewhere = settings.measurements().stream()
                .flatMap(file -> MeasurementsFile.read(file).stream())
                .toList();
        if (settings.source() instanceof PublishSource.FinishedRun run) {
            TrainedBackbone trained = TrainedBackbone.read(run.folder());
            PictureSet data = read(settings.data(), trained.report().recipe().inputSize());
            return publish(RunDraft.of(trained, data, settings), data, elsewhere);
        }
        PublishSource.TrainedBundle source = (PublishSource.TrainedBundle) settings.source();
        ModelBundle trained = BundleReader.read(source.path());
        PictureSet data = read(settings.data(), trained.manifest().inputSize());
        return publish(BundleDraft.of(trained, settings), data, elsewhere);
    }

    private ModelBundle publish(Draft draft, PictureSet data, List<Measurement> elsewhere) {
        PictureSet background =
                read(settings.background(), draft.bundle().manifest().inputSize());
        Card card = new Card(draft.measurements());
        Manifest manifest = draft.bundle().manifest();
        try (PerceptualModel model = PerceptualModel.load(draft.bundle(), DeviceChoice.CPU)) {
            Calibration.Result calibration =
                    new Calibration(model, KEPT_DISTANCES).measure(pictures(background), pictures(data), listener);
            manifest = manifest.withCalibration(calibration.curve())
                    .withRecommendedThreshold(calibration.curve().distanceAt(settings.falseMatchRate()));
            card.add(calibrated(calibration));
        }
        card.add(elsewhere);
        manifest = manifest.withMetrics(card.measurements());
        return BundleWriter.write(
                new ModelBundle(manifest, draft.bundle().tensors()), settings.out(), settings.precision());
    }

    private PictureSet read(Path source, int size) {
        return new PictureSetReader(ImageLimits.DEFAULT, size, 2)
                .read(source, done -> listener.progress("reading pictures", done, 0));
    }

    private static List<RgbImage> pictures(PictureSet set) {
        return set.pictures().stream().map(LabelledPicture::picture).toList();
    }

    private List<Measurement> calibrated(Calibration.Result calibration) {
        String command = Commands.publish(settings);
        List<Measurement> measured = new ArrayList<>();
        measured.add(Measurement.of(CardFigures.nearest(calibration.curve().pairs()), calibration.nearest(), command));
        measured.add(Measurement.of(CardFigures.RATE_AT_THRESHOLD, settings.falseMatchRate(), command));
        return measured;
    }
}
