package io.rlpips.training.backbone;

/**
 * Pictures ready for the network.
 *
 * @param pixels [N, 3, H, W] in [-1, 1], RGB
 * @param labels [N]
 */
record Batch(float[] pixels, int[] labels) {
    int size() {
        return labels.length;
    }
}
