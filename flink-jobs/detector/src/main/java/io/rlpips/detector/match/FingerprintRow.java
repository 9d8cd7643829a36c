package io.rlpips.detector.match;

import io.rlpips.metric.projection.CompactRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One view of a picture as it is kept and sent; the arrays are not written to.
 *
 * @param whole the whole fingerprint as little-endian float32, which travels from task to task in one piece where floats
 *     would go one by one; empty for a reference of which only the compact row is kept
 * @param point of the compact row; empty where the model has no projection
 * @param rounding of the compact row
 */
public record FingerprintRow(String view, byte[] whole, float[] point, float rounding) {
    private static final byte[] NO_VALUES = {};
    private static final float[] NO_POINT = {};

    /** Whole, and compact where the model has a projection. */
    static FingerprintRow ofUpload(QueryView view) {
        return new FingerprintRow(view.view(), encoded(view.fingerprint()), view.point(), view.rounding());
    }

    static FingerprintRow whole(String view, float[] values) {
        return new FingerprintRow(view, encoded(values), NO_POINT, 0);
    }

    static FingerprintRow compact(String view, CompactRow row) {
        return new FingerprintRow(view, NO_VALUES, row.point(), row.rounding());
    }

    public boolean isCompact() {
        return point.length > 0;
    }

    /** @return values of the whole fingerprint */
    int length() {
        return whole.length / Float.BYTES;
    }

    /** @return the whole fingerprint, a copy */
    float[] values() {
        float[] values = new float[length()];
        ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    public CompactRow compactRow() {
        return new CompactRow(point, rounding);
    }

    private static byte[] encoded(float[] values) {
        byte[] bytes = new byte[values.length * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
        return bytes;
    }
}
