package io.rlpips.training.robust;

/**
 * Pictures of a step, ready for the network.
 *
 * @param originals [N, 3, S, S] in [0, 1]
 * @param copies edited or not, row by row those of {@code originals}
 */
record CopyBatch(float[] originals, float[] copies, int pictures) {}
