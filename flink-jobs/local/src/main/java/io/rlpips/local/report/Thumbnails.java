package io.rlpips.local.report;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.PictureEncoder;
import java.util.Base64;
import java.util.Optional;

/** Small pictures that live inside the page. Decoded and encoded anew, so nothing of the original file gets in. */
final class Thumbnails {
    private static final int LONGER_SIDE = 240;
    private static final int QUALITY = 82;

    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

    /** @return empty for a file that is no sound picture */
    Optional<RgbImage> of(byte[] encoded) {
        try {
            return Optional.of(small(decoder.decode(encoded)));
        } catch (RlpipsException broken) {
            return Optional.empty();
        }
    }

    static String dataUri(RgbImage picture) {
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(PictureEncoder.jpeg(picture, QUALITY));
    }

    private static RgbImage small(RgbImage picture) {
        double factor = Math.min(1, LONGER_SIDE / (double) Math.max(picture.width(), picture.height()));
        return Resize.to(picture, (int) Math.max(1, Math.round(picture.width() * factor)), (int)
                Math.max(1, Math.round(picture.height() * factor)));
    }
}
