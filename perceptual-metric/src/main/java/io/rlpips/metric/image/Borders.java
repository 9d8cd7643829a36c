package io.rlpips.metric.image;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Borders: letterbox bars, frames, passe-partouts. A border is a band along a side, plain but for noise, a slow change
 * of colour and what JPEG leaves, that ends at a straight edge ({@link BandSearch}). Each side has a width and a colour
 * of its own and loses one border at most, in whatever order they were added: the sides are gone through until nothing
 * changes.
 *
 * <p>In a reduced picture lines are lines of cells: edges are found to a part of a cell, and a border has to be as wide as
 * in a picture that has as many pixels as this one has cells (2.4 instead of 2 percent with 256 of them).
 *
 * <p>A picture with a plain strip and a straight edge of its own, the sea below a horizon for example, is trimmed too:
 * who searches with the trimmed picture searches with the whole one as well.
 */
final class Borders {
    /** Of both sides of the picture: less is no longer the picture. */
    static final double MIN_REMAINDER = 1.0 / 3;

    private Borders() {}

    /** @return what lies inside the borders; empty where there is none */
    static Optional<PixelBox> inside(RgbImage image) {
        PixelBox whole = PixelBox.whole(image);
        PixelBox inside = whole;
        Set<PictureSide> untouched = EnumSet.allOf(PictureSide.class);
        int sidesLeft;
        do {
            sidesLeft = untouched.size();
            for (PictureSide side : List.copyOf(untouched)) {
                int border = new BandSearch(new LineMeans(image, inside, side), whole.depth(side)).border();
                if (border > 0) {
                    inside = inside.without(side, border);
                    untouched.remove(side);
                }
            }
        } while (untouched.size() < sidesLeft);
        return inside.equals(whole) || isTooSmall(inside, whole) ? Optional.empty() : Optional.of(inside);
    }

    private static boolean isTooSmall(PixelBox inside, PixelBox whole) {
        return inside.width() < whole.width() * MIN_REMAINDER || inside.height() < whole.height() * MIN_REMAINDER;
    }
}
