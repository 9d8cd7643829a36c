package io.rlpips.detector.embed;

import io.rlpips.detector.read.Ticket;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoded picture.
 *
 * @param master pixels of the master image, {@link Canonicaliser#MASTER_SIZE} squared
 * @param trimmed pixels of the master of the picture without its uniform border; empty where it has none
 */
public record CanonicalPicture<T extends Ticket>(T ticket, PictureFacts facts, byte[] master, byte[] trimmed) {
    /** View of a picture as it is. */
    public static final String AS_IS = "as-is";
    /** View of a picture without its uniform border. */
    public static final String TRIMMED = "trimmed";

    public RgbImage masterImage() {
        return image(master);
    }

    /** @return the views an upload is searched with, in this order: as is, then trimmed where it has a border */
    public List<String> queryViews() {
        return trimmed.length == 0 ? List.of(AS_IS) : List.of(AS_IS, TRIMMED);
    }

    /** @return the pictures of {@link #queryViews} */
    public List<RgbImage> queryImages() {
        List<RgbImage> images = new ArrayList<>();
        images.add(image(master));
        if (trimmed.length > 0) {
            images.add(image(trimmed));
        }
        return images;
    }

    private static RgbImage image(byte[] pixels) {
        return new RgbImage(Canonicaliser.MASTER_SIZE, Canonicaliser.MASTER_SIZE, pixels);
    }
}
