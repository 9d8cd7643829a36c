package io.rlpips.detector.match;

import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.metric.projection.CompactRow;

/**
 * One view of a picture as the search takes it; the arrays are not written to.
 *
 * @param values the whole fingerprint; empty for a reference of which only the compact row is kept
 * @param point of the compact row; empty where the model has no projection
 * @param rounding of the compact row
 */
public record FingerprintRow(String view, float[] values, float[] point, float rounding) {
    private static final float[] NOTHING = {};

    /** A row of an upload: whole, and compact where the model has a projection. */
    public static FingerprintRow of(String view, EmbeddedPicture picture) {
        return picture.compact()
                .map(row -> new FingerprintRow(view, picture.fingerprint(), row.point(), row.rounding()))
                .orElseGet(() -> whole(view, picture.fingerprint()));
    }

    static FingerprintRow whole(String view, float[] values) {
        return new FingerprintRow(view, values, NOTHING, 0);
    }

    static FingerprintRow compact(String view, CompactRow row) {
        return new FingerprintRow(view, NOTHING, row.point(), row.rounding());
    }

    boolean isCompact() {
        return point.length > 0;
    }

    CompactRow compactRow() {
        return new CompactRow(point, rounding);
    }
}
