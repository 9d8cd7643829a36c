package io.rlpips.local.replay;

import io.rlpips.local.replay.Difference.Kind;
import io.rlpips.local.replay.Difference.Measured;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far apart the two of a lost alert are now: the detector does not tell where they are out of reach. Measured with
 * the model itself, between the reference as it is and the upload as it is or without its border, whichever is nearer.
 */
public final class LostDistances {
    /** Each is two pictures read and embedded. */
    private static final int MOST = 500;

    private final PerceptualModel model;
    private final String modelId;
    private final RecordedPictures pictures;
    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);

    public LostDistances(PerceptualModel model, String modelId, RecordedPictures pictures) {
        this.model = model;
        this.modelId = modelId;
        this.pictures = pictures;
    }

    /** @return the comparison with the distances that nobody told, of the first few hundred lost alerts */
    public Comparison measured(Comparison comparison, long visibilityDelayMillis) {
        List<Difference> differences = new ArrayList<>();
        int measured = 0;
        for (Difference difference : comparison.differences()) {
            boolean open = difference.kind() == Kind.LOST && difference.now() == null && measured < MOST;
            measured += open ? 1 : 0;
            differences.add(
                    open
                            ? distance(difference, visibilityDelayMillis)
                                    .map(distance -> difference.measuredNow(new Measured(distance, null, modelId)))
                                    .orElse(difference)
                            : difference);
        }
        return comparison.with(differences);
    }

    private Optional<Double> distance(Difference difference, long visibilityDelayMillis) {
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
