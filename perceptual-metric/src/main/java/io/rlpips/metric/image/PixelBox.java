package io.rlpips.metric.image;

/**
 * A rectangle of whole pixels.
 *
 * @param left first column
 * @param top first row
 * @param right column behind the last
 * @param bottom row behind the last
 */
record PixelBox(int left, int top, int right, int bottom) {

    static PixelBox whole(RgbImage image) {
        return new PixelBox(0, 0, image.width(), image.height());
    }

    int width() {
        return right - left;
    }

    int height() {
        return bottom - top;
    }

    /** @return how many lines lie between this side and the opposite one */
    int depth(PictureSide side) {
        return side.vertical() ? height() : width();
    }

    /** @return pixels a line along this side */
    int length(PictureSide side) {
        return side.vertical() ? width() : height();
    }

    PixelBox without(PictureSide side, int lines) {
        return switch (side) {
            case TOP -> new PixelBox(left, top + lines, right, bottom);
            case BOTTOM -> new PixelBox(left, top, right, bottom - lines);
            case LEFT -> new PixelBox(left + lines, top, right, bottom);
            case RIGHT -> new PixelBox(left, top, right - lines, bottom);
        };
    }

    RgbImage cutFrom(RgbImage image) {
        byte[] pixels = new byte[width() * height() * 3];
        int rowLength = width() * 3;
        for (int y = 0; y < height(); y++) {
            System.arraycopy(image.pixels(), ((top + y) * image.width() + left) * 3, pixels, y * rowLength, rowLength);
        }
        return new RgbImage(width(), height(), pixels);
    }
}
