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
        boolean transposed = orientation >= 5;
        int width = transposed ? stored.height() : stored.width();
        int height = transposed ? stored.width() : stored.height();
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
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
}
