package io.rlpips.metric.image;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Borders: letterbox bars, frames, passe-partouts. A border is a band along a side, plain but for noise, a slow change
 * of colour and what JPEG leaves, that ends at a straight edge ({@link BandSearch}). Each side has a width and a colour
 * of its own. The four sides are gone through until nothing changes, so bars within bars are found whichever was added
 * first, and a trimmed picture has nothing left to trim.
 *
 * <p>A picture with a flat strip and a straight edge of its own, the sea below a horizon for example, is trimmed too:
 * who searches with the trimmed picture searches with the whole one as well.
 */
final class Borders {
    /** Of both sides of the picture: less is no longer the picture. */
    static final double MIN_REMAINDER = 1.0 / 3;

    private Borders() {}

    /** @return the picture without its borders; empty where it has none */
    static Optional<RgbImage> trim(RgbImage image) {
        return inside(image).map(inside -> inside.cutFrom(image));
    }

    /** @return what lies inside the borders; empty where there is none */
    static Optional<PixelBox> inside(RgbImage image) {
        PixelBox whole = PixelBox.whole(image);
        PixelBox inside = whole;
        Set<PictureSide> untouched = EnumSet.allOf(PictureSide.class);
        PixelBox before;
        do {
            before = inside;
            for (PictureSide side : List.copyOf(untouched)) {
                LineMeans lines = new LineMeans(image, inside, side);
                int border = new BandSearch(lines, whole.depth(side)).border();
                if (border > 0) {
                    inside = inside.without(side, border);
                    untouched.remove(side);
                }
            }
        } while (!inside.equals(before));
        boolean tooSmall =
                inside.width() < whole.width() * MIN_REMAINDER || inside.height() < whole.height() * MIN_REMAINDER;
        return inside.equals(whole) || tooSmall ? Optional.empty() : Optional.of(inside);
    }
}
