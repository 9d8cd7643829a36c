package io.rlpips.detector.register;

import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;

/**
 * A master image on its way to be embedded.
 *
 * @param file as PNG, as it is kept; empty where there is none
 * @param pixels the same where they are at hand, so that the file need not be decoded; empty otherwise
 */
public record MasterImage(byte[] file, byte[] pixels) {
    private static final byte[] NOTHING = {};

    static final MasterImage NONE = new MasterImage(NOTHING, NOTHING);

    static MasterImage of(RgbImage image) {
        return new MasterImage(PngFile.of(image), image.pixels());
    }

    /** @param file which was kept */
    public static MasterImage kept(byte[] file) {
        return new MasterImage(file, NOTHING);
    }

    RgbImage image() {
        return pixels.length > 0
                ? new RgbImage(Canonicaliser.MASTER_SIZE, Canonicaliser.MASTER_SIZE, pixels)
                : new ImageDecoder(ImageLimits.DEFAULT).decode(file);
    }
}
