package io.rlpips.metric.fingerprint;

/**
 * Where two pictures differ: the layers' maps, brought to the pictures' size bilinearly (half-pixel centres, edges
 * held) and summed. Its mean is close to the distance.
 *
 * @param width columns of the pictures
 * @param height rows of the pictures
 * @param values row-major, each at least 0
 */
public record DistanceMap(int width, int height, float[] values) {
    public float at(int x, int y) {
        return values[y * width + x];
    }
}
