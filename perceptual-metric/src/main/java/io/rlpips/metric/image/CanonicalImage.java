package io.rlpips.metric.image;

import java.util.Optional;

/**
 * What the detector keeps of a picture: its model-independent master and what was learnt on the way there.
 *
 * @param master {@link Canonicaliser#MASTER_SIZE} squared, the whole picture squashed to it
 * @param trimmed the master of the picture without its borders, where it has some
 * @param featureless whether the master has no structure a metric could recognise (its verdict is INDETERMINATE)
 * @param sourceWidth columns of the upright decoded picture
 * @param sourceHeight rows of the upright decoded picture
 */
public record CanonicalImage(
        RgbImage master, Optional<RgbImage> trimmed, boolean featureless, int sourceWidth, int sourceHeight) {}
