package io.rlpips.detector.retroactive;

import io.rlpips.detector.match.FingerprintRow;
import io.rlpips.detector.match.ReferenceChange;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.projection.CompactRow;
import java.util.List;

/**
 * A version of a reference that uploads of before its moment have not seen.
 *
 * @param version as {@link ReferenceChange#version}
 * @param reference the record on the references topic that its rows were made from
 * @param fromMillis first moment of the visibility clock at which it counts
 * @param rows of its views
 */
public record LateReference(
        String referenceId,
        long version,
        Coordinates reference,
        String bank,
        ModelIdentity model,
        long fromMillis,
        List<CompactRow> rows) {
    static LateReference of(ReferenceChange change, long fromMillis) {
        return new LateReference(
                change.referenceId(),
                change.version(),
                change.reference(),
                change.bank(),
                change.model(),
                fromMillis,
                change.rows().stream().map(FingerprintRow::compactRow).toList());
    }

    /** What tells a version from all others. */
    record Key(String referenceId, String modelId, long version) {}

    Key key() {
        return new Key(referenceId, model.modelId(), version);
    }
}
