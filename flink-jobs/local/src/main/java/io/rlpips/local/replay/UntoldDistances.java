package io.rlpips.local.replay;

import io.rlpips.local.replay.Difference.Kind;
import io.rlpips.local.replay.Difference.Measured;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.BrokerPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far apart the two of a new alert were for the model of the time, and those of a lost one are now: the detector does
 * not tell where they are out of reach. Measured with the model itself where it is at hand, between the reference as it is
 * and the upload as it is or without its border, whichever is nearer. For one thread; the creator closes it.
 */
final class UntoldDistances implements AutoCloseable {
    /** Each is two pictures read and embedded. */
    private static final int MOST = 500;

    private final Map<String, ModelBundle> bundles = new HashMap<>();
    private final Map<String, PerceptualModel> models = new HashMap<>();
    private final RecordedPictures pictures;
    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
    private int measured;

    /** @param bundles of the models that are at hand, which are loaded when they are needed */
    UntoldDistances(List<ModelBundle> bundles, RecordedPictures pictures) {
        bundles.forEach(
                bundle -> this.bundles.put(RecordedDecisions.named(bundle.modelId(), bundle.modelHash()), bundle));
        this.pictures = pictures;
    }

    /**
     * @param modelsThen that judged at the time, by upload
     * @param modelsNow likewise of the replay
     * @return the comparison with the distances that nobody told, of the first few hundred new and lost alerts
     */
    Comparison measured(
            Comparison comparison,
            Map<BrokerPosition, String> modelsThen,
            Map<BrokerPosition, String> modelsNow,
            long visibilityDelayMillis) {
        List<Difference> differences = new ArrayList<>();
        for (Difference each : comparison.differences()) {
            if (each.kind() == Kind.NEW && each.then() == null) {
                differences.add(measured(each, modelsThen.get(each.upload()), visibilityDelayMillis)
                        .map(each::measuredThen)
                        .orElse(each));
            } else if (each.kind() == Kind.LOST && each.now() == null) {
                differences.add(measured(each, modelsNow.get(each.upload()), visibilityDelayMillis)
                        .map(each::measuredNow)
                        .orElse(each));
            } else {
                differences.add(each);
            }
        }
        return comparison.with(differences);
    }

    @Override
    public void close() {
        models.values().forEach(PerceptualModel::close);
    }

    /** @param name of the model; null where nothing was judged */
    private Optional<Measured> measured(Difference difference, String name, long visibilityDelayMillis) {
        ModelBundle bundle = name == null ? null : bundles.get(name);
        if (bundle == null || measured >= MOST) {
            return Optional.empty();
        }
        measured++;
        PerceptualModel model = models.computeIfAbsent(name, any -> PerceptualModel.load(bundle, DeviceChoice.AUTO));
        return distance(model, difference, visibilityDelayMillis)
                .map(distance -> Measured.only(distance, bundle.modelId()));
    }

    private Optional<Double> distance(PerceptualModel model, Difference difference, long visibilityDelayMillis) {
        Optional<Picture> reference = pictures.reference(
                difference.referenceId(), difference.uploadBrokerTimeMillis() - visibilityDelayMillis);
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        try {
            List<RgbImage> images = new ArrayList<>();
            images.add(canonicaliser.canonicalise(reference.get().bytes()).master());
            CanonicalImage upload = canonicaliser.canonicalise(
                    pictures.upload(difference.uploadId(), difference.upload()).bytes());
            images.add(upload.master());
            upload.trimmed().ifPresent(images::add);
            List<Fingerprint> prints = model.embed(images);
            return prints.stream()
                    .skip(1)
                    .map(print -> print.distanceTo(prints.get(0)))
                    .min(Double::compare);
        } catch (RlpipsException gone) {
            // A picture that was only pointed at may not be there any more.
            return Optional.empty();
        }
    }
}
