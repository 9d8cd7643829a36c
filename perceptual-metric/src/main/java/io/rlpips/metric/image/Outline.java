package io.rlpips.metric.image;

import java.io.IOException;
import java.util.Optional;

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
 * @param reduced decodes at a fraction of the size, where that is possible; called likewise
 */
record Outline(
        String format,
        long width,
        long height,
        int orientation,
        byte[] colourProfile,
        PixelSource pixels,
        ReducedSource reduced) {

    /** Of a format that is only decoded in full. */
    Outline(String format, long width, long height, int orientation, byte[] colourProfile, PixelSource pixels) {
        this(format, width, height, orientation, colourProfile, pixels, cellSide -> Optional.empty());
    }

    /** Decodes the pixels of a picture whose size has been accepted. */
    @FunctionalInterface
    interface PixelSource {
        Samples read() throws IOException;
    }

    /** Decodes a picture whose size has been accepted to means of square cells of it. */
    @FunctionalInterface
    interface ReducedSource {
        /**
         * @param cellSide columns and rows of the picture that a cell covers: 4 or 8
         * @return one sample a cell, cells at the right and lower edges being cut off by them; empty where the file has to
         *     be decoded in full, as all have that are damaged
         */
        Optional<Samples> read(int cellSide);
    }
}
