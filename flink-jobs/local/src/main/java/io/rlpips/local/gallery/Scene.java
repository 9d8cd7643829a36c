package io.rlpips.local.gallery;

import io.rlpips.metric.image.RgbImage;

/** A kind of picture that is drawn from nothing. The same size and seed give the same pixels. */
@FunctionalInterface
interface Scene {
    /**
     * @param width columns, at least 16
     * @param height rows, at least 16
     * @param seed decides composition, colours and light
     */
    RgbImage draw(int width, int height, long seed);
}
