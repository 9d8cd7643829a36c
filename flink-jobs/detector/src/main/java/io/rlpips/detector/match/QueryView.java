package io.rlpips.detector.match;

import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.view.View;

/**
 * One view of an upload as it is searched with; the arrays are not written to.
 *
 * @param fingerprint the whole one
 * @param point of the compact row; empty where the model has no projection
 * @param rounding of the compact row
 */
public record QueryView(String view, float[] fingerprint, float[] point, float rounding) {
    private static final float[] NO_POINT = {};

    public static QueryView of(String view, EmbeddedPicture picture) {
        return picture.compact()
                .map(row -> new QueryView(view, picture.fingerprint(), row.point(), row.rounding()))
                .orElseGet(() -> new QueryView(view, picture.fingerprint(), NO_POINT, 0));
    }

    /** @return whether it is the whole picture */
    public boolean asIs() {
        return view.equals(View.AS_IS.label());
    }

    public boolean isCompact() {
        return point.length > 0;
    }

    public CompactRow compactRow() {
        return new CompactRow(point, rounding);
    }
}
