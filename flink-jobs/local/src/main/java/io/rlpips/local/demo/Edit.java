package io.rlpips.local.demo;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.Border;
import io.rlpips.training.distortion.Brightness;
import io.rlpips.training.distortion.Caption;
import io.rlpips.training.distortion.ColourShift;
import io.rlpips.training.distortion.Crop;
import io.rlpips.training.distortion.GaussianBlur;
import io.rlpips.training.distortion.PictureEncoder;
import io.rlpips.training.distortion.Rescale;
import io.rlpips.training.distortion.Rotation;
import java.util.List;
import java.util.function.Function;

/**
 * A way in which copies in the stream differ from their reference.
 *
 * @param name for people, also the folder the files are in
 * @param promised whether the demo fails when such a copy is not found; the others are shown as they turn out
 * @param every of how many references one is edited so
 * @param suffix of the file's name
 * @param encoded makes the file
 */
record Edit(String name, boolean promised, int every, String suffix, Function<RgbImage, byte[]> encoded) {
    private static final int USUAL_QUALITY = 90;

    static List<Edit> all() {
        return List.of(
                new Edit("exact", true, 1, ".png", PictureEncoder::png),
                new Edit("recompressed", true, 1, ".jpg", picture -> PictureEncoder.jpeg(picture, 30)),
                usual("resized", true, 1, picture -> new Rescale(0.5).apply(picture)),
                usual("blurred", true, 1, picture -> new GaussianBlur(2).apply(picture)),
                usual(
                        "recoloured",
                        true,
                        2,
                        picture -> new ColourShift(22, 0, -18).apply(new Brightness(1.1).apply(picture))),
                usual("cropped", true, 2, picture -> new Crop(0.05).apply(picture)),
                usual("rotated", true, 2, picture -> new Rotation(3).apply(picture)),
                usual("bordered", true, 2, picture -> new Border(0.06, 245, 244, 240).apply(picture)),
                usual("captioned", false, 2, picture -> new Caption("Seen this? Share it!", 0.1).apply(picture)));
    }

    private static Edit usual(String name, boolean promised, int every, Function<RgbImage, RgbImage> edit) {
        return new Edit(
                name, promised, every, ".jpg", picture -> PictureEncoder.jpeg(edit.apply(picture), USUAL_QUALITY));
    }
}
