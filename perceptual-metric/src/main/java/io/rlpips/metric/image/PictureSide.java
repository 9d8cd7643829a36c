package io.rlpips.metric.image;

/** One of the four sides of a picture, from which lines of pixels are counted inwards. */
enum PictureSide {
    TOP,
    BOTTOM,
    LEFT,
    RIGHT;

    /** Whether taking lines off this side makes the picture less high. */
    boolean vertical() {
        return this == TOP || this == BOTTOM;
    }
}
