package io.rlpips.local.evidence;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.LayeredDistance;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.View;
import java.util.List;

/** What the detector's model sees of an upload and of a reference, under the views that an alert names. Thread-safe. */
public final class DetectedPictures {
    public static final String AS_IS = "as-is";
    public static final String TRIMMED = "trimmed";

    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
    private final int side;

    /** @param side of the model's input, in pixels */
    public DetectedPictures(int side) {
        this.side = side;
    }

    /**
     * @param encoded the file
     * @param view {@value #AS_IS} or {@value #TRIMMED}
     * @throws RlpipsException INVALID_ARGUMENT for another view, or a picture without a border to trim; the decoder's
     *     category for the content
     */
    public RgbImage upload(byte[] encoded, String view) {
        CanonicalImage picture = canonicaliser.canonicalise(encoded);
        RgbImage master =
                switch (view) {
                    case AS_IS -> picture.master();
                    case TRIMMED ->
                        picture.trimmed().orElseThrow(() -> invalid("no border is seen that could be trimmed"));
                    default ->
                        throw invalid("unknown view of an upload '%s', known: %s, %s".formatted(view, AS_IS, TRIMMED));
                };
        return Resize.to(master, side, side);
    }

    /**
     * @param encoded the file it was registered with, or its master
     * @param view as {@link View#label}
     * @throws RlpipsException INVALID_ARGUMENT for an unknown view; the decoder's category for the content
     */
    public RgbImage reference(byte[] encoded, String view) {
        View seen = View.named(view);
        return seen.input(canonicaliser.canonicalise(encoded).master(), side);
    }

    /** @return of two model inputs, by their fingerprints, as the search measures it */
    public static LayeredDistance distance(PerceptualModel model, RgbImage upload, RgbImage reference) {
        List<Fingerprint> prints = model.embed(List.of(upload, reference));
        return model.distance(prints.get(0), prints.get(1));
    }

    private static RlpipsException invalid(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
