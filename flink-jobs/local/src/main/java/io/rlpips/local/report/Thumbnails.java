package io.rlpips.local.report;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.PictureEncoder;
import java.util.Base64;
import java.util.Optional;

/**
 * Small pictures that live inside the page. Decoded and encoded anew, so nothing of the original file gets in, and none
 * takes more room than it is given: where a picture is too rich for that it is drawn smaller and coarser.
 */
public final class Thumbnails {
    /** Longer side in pixels and JPEG quality, finest first; the last one fits whatever is left. */
    private static final int[][] STEPS = {{240, 82}, {208, 76}, {176, 72}, {144, 68}, {112, 60}, {80, 50}, {48, 40}};

    /** Beyond this many times as wide as high (or as high as wide) nothing would be seen of a picture. */
    private static final double MOST_ELONGATED = 8;

    private static final String PREFIX = "data:image/jpeg;base64,";

    /** Whatever its size, a picture that was judged can be looked at. */
    private final ImageDecoder decoder =
            new ImageDecoder(new ImageLimits(ImageLimits.DEFAULT.maxBytes(), ImageLimits.DEFAULT.maxPixels(), 1));

    /**
     * A decoded picture at the size it is shown at.
     *
     * @param picture no longer than the largest thumbnail; a very elongated one is drawn less so
     * @param width columns of the original
     * @param height rows of the original
     */
    public record Drawn(RgbImage picture, int width, int height) {
        boolean squashed() {
            return elongation(width, height) > MOST_ELONGATED;
        }

        /** @return the file of the picture at its finest */
        public byte[] jpeg() {
            return PictureEncoder.jpeg(picture, STEPS[0][1]);
        }
    }

    /** @return empty for a file that is no sound picture */
    public Optional<Drawn> of(byte[] encoded) {
        try {
            RgbImage picture = decoder.decode(encoded);
            return Optional.of(new Drawn(small(picture), picture.width(), picture.height()));
        } catch (RlpipsException broken) {
            return Optional.empty();
        }
    }

    /**
     * @param mostCharacters at least 2,000
     * @return an address that holds the picture itself, no longer than that
     */
    static String dataUri(RgbImage picture, int mostCharacters) {
        String address = "";
        for (int[] step : STEPS) {
            byte[] file = PictureEncoder.jpeg(within(picture, step[0]), step[1]);
            address = PREFIX + Base64.getEncoder().encodeToString(file);
            if (address.length() <= mostCharacters) {
                return address;
            }
        }
        return address;
    }

    private static RgbImage small(RgbImage picture) {
        double width = picture.width();
        double height = picture.height();
        if (elongation(picture.width(), picture.height()) > MOST_ELONGATED) {
            // Within the longer side, so that a strip does not become a giant.
            double shorter = Math.max(width, height) / MOST_ELONGATED;
            width = Math.max(width, shorter);
            height = Math.max(height, shorter);
        }
        double factor = Math.min(1, STEPS[0][0] / Math.max(width, height));
        return Resize.to(picture, pixels(width * factor), pixels(height * factor));
    }

    private static RgbImage within(RgbImage picture, int longerSide) {
        double factor = Math.min(1, longerSide / (double) Math.max(picture.width(), picture.height()));
        return Resize.to(picture, pixels(picture.width() * factor), pixels(picture.height() * factor));
    }

    private static double elongation(int width, int height) {
        return Math.max(width, height) / (double) Math.min(width, height);
    }

    private static int pixels(double side) {
        return (int) Math.max(1, Math.round(side));
    }
}
