package io.rlpips.metric.image;

/**
 * What is accepted before anything is allocated.
 *
 * @param maxBytes encoded length
 * @param maxPixels width times height as the header announces them
 * @param minSide shortest side in pixels
 */
public record ImageLimits(long maxBytes, long maxPixels, int minSide) {
    /** 20 MiB, 50 megapixels, 8 pixels. */
    public static final ImageLimits DEFAULT = new ImageLimits(20L << 20, 50_000_000L, 8);
}
