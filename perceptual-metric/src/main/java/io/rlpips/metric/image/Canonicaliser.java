package io.rlpips.metric.image;

import io.rlpips.metric.failure.RlpipsException;
import java.util.Optional;

/**
 * Makes the model-independent master that everything later is derived from, for references and uploads alike. The whole
 * picture is squashed to a square rather than cropped, so that no part of it is out of the detector's sight.
 * Thread-safe.
 */
public final class Canonicaliser {
    /** Columns and rows of a master. */
    public static final int MASTER_SIZE = 128;

    /** What a reduced picture has at least along either side, so that its cells weigh in like the pixels they cover. */
    static final int LEAST_CELLS = 2 * MASTER_SIZE;

    /** Standard deviation (of 255) below which a channel counts as flat. */
    static final double FLAT_BELOW = 2.0;

    private final ImageDecoder decoder;

    public Canonicaliser(ImageLimits limits) {
        this.decoder = new ImageDecoder(limits);
    }

    /**
     * Large JPEG files are not decoded in full: the master is made from means of squares of 4 or 8 pixels, of which
     * there are at least {@link #LEAST_CELLS} along either side. That master differs from the one of all pixels by
     * less than one level of 255 on average, by less than two where grain is heavy and clipped, and by a dozen at single
     * pixels where edges are hard.
     *
     * @throws RlpipsException as {@link ImageDecoder#decode}
     */
    public CanonicalImage canonicalise(byte[] encoded) {
        ReducedPicture picture = decoder.decodeReduced(encoded, LEAST_CELLS);
        return HeapLimit.within(
                () -> "canonicalise a picture of %d x %d pixels".formatted(picture.width(), picture.height()),
                () -> canonicalise(picture));
    }

    /** @param upright a decoded picture of any size; its limits are not checked again */
    public CanonicalImage canonicalise(RgbImage upright) {
        return canonicalise(ReducedPicture.full(upright));
    }

    private static CanonicalImage canonicalise(ReducedPicture picture) {
        RgbImage master = picture.squashed(MASTER_SIZE);
        Optional<RgbImage> trimmed = Borders.inside(picture.cells())
                .map(inside -> picture.squashed(inside, MASTER_SIZE))
                .filter(candidate -> !isFeatureless(candidate));
        return new CanonicalImage(master, trimmed, isFeatureless(master), picture.width(), picture.height());
    }

    /**
     * The whole picture as a model takes it: the one way that uploads, references and calibration go.
     *
     * @param side of the model's input, in pixels
     */
    public static RgbImage modelInput(RgbImage upright, int side) {
        return Resize.to(ReducedPicture.full(upright).squashed(MASTER_SIZE), side, side);
    }

    /**
     * For who wants to show what {@link CanonicalImage#trimmed()} was made from.
     *
     * @return the part of a decoded picture that lies within its borders; empty where it has none
     */
    public static Optional<Region> withinBorders(RgbImage upright) {
        return Borders.inside(upright)
                .map(inside -> new Region(
                        (double) inside.left() / upright.width(),
                        (double) inside.top() / upright.height(),
                        (double) inside.right() / upright.width(),
                        (double) inside.bottom() / upright.height()));
    }

    /** Whether the largest standard deviation of a channel lies below {@link #FLAT_BELOW}. */
    public static boolean isFeatureless(RgbImage picture) {
        for (int channel = 0; channel < 3; channel++) {
            if (standardDeviation(picture, channel) >= FLAT_BELOW) {
                return false;
            }
        }
        return true;
    }

    private static double standardDeviation(RgbImage image, int channel) {
        long sum = 0;
        long squares = 0;
        long count = (long) image.width() * image.height();
        for (int at = channel; at < image.pixels().length; at += 3) {
            int sample = image.pixels()[at] & 0xff;
            sum += sample;
            squares += (long) sample * sample;
        }
        return Math.sqrt((double) (squares * count - sum * sum)) / count;
    }
}
