package io.rlpips.metric.image;

/** The eight ways a camera can be held (EXIF 2.32, tag 0x0112), undone. */
final class Orientation {
    static final int UPRIGHT = 1;

    private Orientation() {}

    /** @param orientation 1 to 8; anything else is taken as upright, as viewers do */
    static RgbImage upright(RgbImage stored, int orientation) {
        if (orientation <= UPRIGHT || orientation > 8) {
            return stored;
        }
        boolean transposed = isTransposed(orientation);
        int width = transposed ? stored.height() : stored.width();
        int height = transposed ? stored.width() : stored.height();
        boolean fromRight = isFromRight(orientation);
        boolean fromBottom = isFromBottom(orientation);
        byte[] source = stored.pixels();
        byte[] target = new byte[source.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = transposed ? y : x;
                int row = transposed ? x : y;
                int storedColumn = fromRight ? stored.width() - 1 - column : column;
                int storedRow = fromBottom ? stored.height() - 1 - row : row;
                int from = (storedRow * stored.width() + storedColumn) * 3;
                target[at++] = source[from];
                target[at++] = source[from + 1];
                target[at++] = source[from + 2];
            }
        }
        return new RgbImage(width, height, target);
    }

    /** @return where that part of the stored picture lies in the upright one */
    static Region upright(Region stored, int orientation) {
        double left = isFromRight(orientation) ? 1 - stored.right() : stored.left();
        double right = isFromRight(orientation) ? 1 - stored.left() : stored.right();
        double top = isFromBottom(orientation) ? 1 - stored.bottom() : stored.top();
        double bottom = isFromBottom(orientation) ? 1 - stored.top() : stored.bottom();
        return isTransposed(orientation) ? new Region(top, left, bottom, right) : new Region(left, top, right, bottom);
    }

    /** Whether columns and rows change places. */
    static boolean isTransposed(int orientation) {
        return orientation >= 5 && orientation <= 8;
    }

    private static boolean isFromRight(int orientation) {
        return orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    }

    private static boolean isFromBottom(int orientation) {
        return orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    }
}
