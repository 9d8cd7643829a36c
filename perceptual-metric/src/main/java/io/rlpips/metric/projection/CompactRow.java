package io.rlpips.metric.projection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * What of a fingerprint stays at hand for the search: its coordinates along the projection's directions with the length
 * of the rest as one coordinate more, in float32, and how far rounding may have moved that point. For two fingerprints a
 * and b with points u, v
 *
 * <pre>sqrt(d(a, b)) >= ||u - v|| - rounding(a) - rounding(b)</pre>
 *
 * because ||Pa - Pb||^2 + (r_a - r_b)^2 never exceeds their distance (METHOD section 1), and the triangle inequality.
 *
 * @param point {@link Projection#dimensions()} coordinates and the residual; not written to afterwards
 * @param rounding at least the length by which {@code point} is off; at least 0
 */
public record CompactRow(float[] point, float rounding) {
    public CompactRow {
        for (float value : point) {
            requireFinite(value);
        }
        requireFinite(rounding);
        if (rounding < 0) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "rounding of a compact row is %s, below 0".formatted(rounding));
        }
    }

    /**
     * @param coordinates along the projection's directions
     * @param residual length of the rest; at least 0
     * @param error at least the length by which this point is off before it is rounded to float32
     */
    static CompactRow of(double[] coordinates, double residual, double error) {
        float[] point = new float[coordinates.length + 1];
        double moved = 0;
        for (int i = 0; i < point.length; i++) {
            double exact = i < coordinates.length ? coordinates[i] : residual;
            point[i] = (float) exact;
            moved += (point[i] - exact) * (point[i] - exact);
        }
        return new CompactRow(point, Math.nextUp((float) (Math.sqrt(moved) + error)));
    }

    private static void requireFinite(float value) {
        if (!Float.isFinite(value)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "compact row has the value " + value);
        }
    }
}
