package io.rlpips.metric.image;

/**
 * An upright picture, in full or as means of square cells of it.
 *
 * @param cells one pixel a cell
 * @param extent which part of the cells the picture covers: all, but for a part of the last column and row, or of the
 *     first ones when it has been turned
 * @param width columns of the whole picture
 * @param height rows of the whole picture
 */
record ReducedPicture(RgbImage cells, Region extent, int width, int height) {
    /** Means of two by two would take longer than all pixels take the platform's decoder. */
    private static final int[] CELL_SIDES = {8, 4};

    static ReducedPicture full(RgbImage picture) {
        return new ReducedPicture(picture, Region.WHOLE, picture.width(), picture.height());
    }

    /** @return the side of the largest cells of which both sides of the picture have that many; 1 for pixels */
    static int cellSide(long width, long height, int leastCells) {
        for (int side : CELL_SIDES) {
            if (Math.min(width, height) >= (long) side * leastCells) {
                return side;
            }
        }
        return 1;
    }

    /** @param stored cells before the orientation is undone */
    static ReducedPicture upright(RgbImage stored, int width, int height, int cellSide, int orientation) {
        double right = (double) width / (stored.width() * cellSide);
        double bottom = (double) height / (stored.height() * cellSide);
        Region extent = Orientation.upright(new Region(0, 0, right, bottom), orientation);
        boolean turned = Orientation.isTransposed(orientation);
        return new ReducedPicture(
                Orientation.upright(stored, orientation), extent, turned ? height : width, turned ? width : height);
    }

    /** @return the picture squashed to a square */
    RgbImage squashed(int side) {
        return Resize.to(cells, extent, side, side);
    }

    /** @return what lies within that box of cells, squashed to a square */
    RgbImage squashed(PixelBox box, int side) {
        double left = Math.max(extent.left(), (double) box.left() / cells.width());
        double top = Math.max(extent.top(), (double) box.top() / cells.height());
        double right = Math.min(extent.right(), (double) box.right() / cells.width());
        double bottom = Math.min(extent.bottom(), (double) box.bottom() / cells.height());
        return Resize.to(cells, new Region(left, top, right, bottom), side, side);
    }
}
