package io.rlpips.metric.fingerprint;

/** Bilinear enlargement with half-pixel centres, as PyTorch's {@code interpolate} without aligned corners. */
final class BilinearMap {
    private BilinearMap() {}

    /** Adds the {@code columns x rows} map, brought to {@code width x height}, to {@code sum}; all are row-major. */
    static void addEnlarged(float[] map, int columns, int rows, float[] sum, int width, int height) {
        for (int y = 0; y < height; y++) {
            double sourceY = source(y, height, rows);
            int top = (int) sourceY;
            int bottom = Math.min(top + 1, rows - 1);
            double below = sourceY - top;
            for (int x = 0; x < width; x++) {
                double sourceX = source(x, width, columns);
                int left = (int) sourceX;
                int right = Math.min(left + 1, columns - 1);
                double beside = sourceX - left;
                double upper = (1 - beside) * map[top * columns + left] + beside * map[top * columns + right];
                double lower = (1 - beside) * map[bottom * columns + left] + beside * map[bottom * columns + right];
                sum[y * width + x] += (float) ((1 - below) * upper + below * lower);
            }
        }
    }

    private static double source(int target, int targetSize, int sourceSize) {
        return Math.max(0, (target + 0.5) * sourceSize / targetSize - 0.5);
    }
}
