package io.rlpips.metric.image;

import java.io.IOException;

/**
 * What the structure of an encoded picture says before any pixel buffer exists. Whoever made it has walked the whole
 * file, so truncation has been noticed, and has kept only the parts that decide pixels.
 *
 * @param format for messages
 * @param width columns as stored, before orientation; may be absurd
 * @param height rows as stored, before orientation; may be absurd
 * @param orientation EXIF orientation, 1 to 8
 * @param colourProfile ICC profile; empty where there is none
 * @param pixels decodes; called only after the limits have been checked
 */
record Outline(String format, long width, long height, int orientation, byte[] colourProfile, PixelSource pixels) {

    /** Decodes the pixels of a picture whose size has been accepted. */
    @FunctionalInterface
    interface PixelSource {
        Samples read() throws IOException;
    }
}
