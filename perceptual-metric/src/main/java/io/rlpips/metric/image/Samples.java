package io.rlpips.metric.image;

/**
 * Decoded samples that still lack colour management: 8 bits each, interleaved, rows from the top.
 *
 * @param width columns
 * @param height rows
 * @param colours 3 for R G B, 4 for C M Y K with 255 as full ink
 * @param values {@code width * height * colours} bytes, owned by this record: later steps may write to them
 * @param alpha {@code width * height} bytes, 255 opaque; empty for an opaque picture
 */
record Samples(int width, int height, int colours, byte[] values, byte[] alpha) {

    boolean opaque() {
        return alpha.length == 0;
    }
}
