package io.rlpips.detector.embed;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Rejection;
import io.rlpips.detector.read.Ticket;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Decodes pictures to their masters. What is not a picture, or not the one announced, goes to {@link Rejection#OUTPUT}. */
public final class CanonicaliseFunction<T extends Ticket>
        extends ProcessFunction<PictureOrder<T>, CanonicalPicture<T>> {
    private static final long serialVersionUID = 1L;
    private static final byte[] NONE = {};

    private final long maxBytes;
    private final long maxPixels;
    private final int minSide;
    private final boolean refuseFeatureless;

    private transient Canonicaliser canonicaliser;
    private transient MessageDigest digest;

    /** @param refuseFeatureless whether a picture without structure is refused, as a reference nothing could match */
    public CanonicaliseFunction(ReadableConfig configuration, boolean refuseFeatureless) {
        this.maxBytes = configuration.get(DetectorOptions.MAX_PICTURE_SIZE).getBytes();
        this.maxPixels = configuration.get(DetectorOptions.MAX_PICTURE_PIXELS);
        this.minSide = configuration.get(DetectorOptions.MIN_PICTURE_SIDE);
        this.refuseFeatureless = refuseFeatureless;
    }

    @Override
    public void open(OpenContext context) throws NoSuchAlgorithmException {
        canonicaliser = new Canonicaliser(new ImageLimits(maxBytes, maxPixels, minSide));
        digest = MessageDigest.getInstance("SHA-256");
    }

    @Override
    public void processElement(PictureOrder<T> order, Context context, Collector<CanonicalPicture<T>> out) {
        CanonicalPicture<T> picture;
        try {
            picture = canonicalise(order);
        } catch (RlpipsException e) {
            context.output(
                    Rejection.OUTPUT,
                    Rejection.of(order.record(), order.ticket().id(), e));
            return;
        }
        out.collect(picture);
    }

    private CanonicalPicture<T> canonicalise(PictureOrder<T> order) {
        byte[] encoded = order.encoded();
        String sha256 = HexFormat.of().formatHex(digest.digest(encoded));
        requireAnnounced(order, sha256);
        CanonicalImage canonical = canonicaliser.canonicalise(encoded);
        if (refuseFeatureless && canonical.featureless()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "the picture has no structure that could be recognised");
        }
        PictureFacts facts = new PictureFacts(
                sha256, encoded.length, canonical.sourceWidth(), canonical.sourceHeight(), canonical.featureless());
        return new CanonicalPicture<>(
                order.ticket(),
                facts,
                canonical.master().pixels(),
                canonical.trimmed().map(RgbImage::pixels).orElse(NONE));
    }

    private static void requireAnnounced(PictureOrder<?> order, String sha256) {
        if (order.length() >= 0 && order.length() != order.encoded().length) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_MISMATCH,
                    "picture has %d bytes, %d were announced".formatted(order.encoded().length, order.length()));
        }
        if (!order.sha256().isEmpty() && !order.sha256().equals(sha256)) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_MISMATCH,
                    "picture has SHA-256 %s, %s was announced".formatted(sha256, order.sha256()));
        }
    }
}
