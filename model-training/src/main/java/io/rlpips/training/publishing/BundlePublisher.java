package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.MeasurementsFile;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.Projection;
import io.rlpips.training.backbone.TrainedBackbone;
import io.rlpips.training.data.LabelledPicture;
import io.rlpips.training.data.PictureSet;
import io.rlpips.training.data.PictureSetReader;
import io.rlpips.training.projection.Survivors;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a bundle of what was trained: the calibration curve, threshold and search projection measured on the very tensors that
 * are written, and a manifest that says how to make and measure all of it again.
 */
public final class BundlePublisher {
    static final int KEPT_DISTANCES = 20_000;

    private final PublishSettings settings;
    private final PublishListener listener;
    private final String command;

    private BundlePublisher(PublishSettings settings, PublishListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.command = Commands.publish(settings);
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
        List<RgbImage> others = pictures(background);
        List<RgbImage> learnt = pictures(data);
        Card card = new Card(draft.measurements());
        ModelBundle bundle = draft.bundle();
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU)) {
            bundle = calibrated(bundle, new Calibration(model, KEPT_DISTANCES).measure(others, learnt, listener), card);
            if (settings.projectionDimensions() > 0) {
                bundle = projected(bundle, new SearchProjection(model, listener), others, learnt, card);
            }
        }
        card.add(elsewhere);
        return BundleWriter.write(
                bundle.with(bundle.manifest().withMetrics(card.measurements())), settings.out(), settings.precision());
    }

    private ModelBundle calibrated(ModelBundle bundle, Calibration.Result calibration, Card card) {
        card.add(List.of(
                Measurement.of(CardFigures.nearest(calibration.curve().pairs()), calibration.nearest(), command),
                Measurement.of(CardFigures.RATE_AT_THRESHOLD, settings.falseMatchRate(), command)));
        return bundle.with(bundle.manifest()
                .withCalibration(calibration.curve())
                .withRecommendedThreshold(calibration.curve().distanceAt(settings.falseMatchRate())));
    }

    private ModelBundle projected(
            ModelBundle bundle, SearchProjection search, List<RgbImage> others, List<RgbImage> learnt, Card card) {
        ModelBundle projected = search.fit(
                bundle,
                settings.projectionDimensions(),
                settings.projectionFormat(),
                learnt,
                Commands.name(settings.data()),
                command);
        Projection projection = projected.projection().orElseThrow();
        Survivors survivors = search.count(
                projection, bundle.manifest().recommendedThreshold().orElseThrow(), others, learnt);
        card.add(SearchProjection.measurements(projection, survivors, command));
        return projected;
    }

    private PictureSet read(Path source, int size) {
        return PictureSetReader.asDetected(ImageLimits.DEFAULT, size, 2)
                .read(source, done -> listener.progress("reading pictures", done, 0));
    }

    private static List<RgbImage> pictures(PictureSet set) {
        return set.pictures().stream().map(LabelledPicture::picture).toList();
    }
}
