package io.rlpips.metric.network;

/**
 * The scaling layer of LPIPS in front of every backbone, {@code (x - shift) / scale} a channel: it brings pictures in
 * [-1, 1] to the mean and spread of those the published networks were trained on. Each call gives a fresh array.
 */
public final class InputScaling {
    private InputScaling() {}

    /** @return R G B */
    public static float[] shift() {
        return new float[] {-.030f, -.088f, -.188f};
    }

    /** @return R G B, above 0 */
    public static float[] scale() {
        return new float[] {.458f, .448f, .450f};
    }
}
