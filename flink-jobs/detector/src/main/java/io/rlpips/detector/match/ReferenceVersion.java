package io.rlpips.detector.match;

import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.search.IndexedRow;
import io.rlpips.metric.search.Validity;
import java.util.List;

/**
 * What stands, or stood, for a reference.
 *
 * @param fromMillis first moment of the visibility clock at which it counts
 * @param untilMillis first moment at which it no longer does
 */
public record ReferenceVersion(
        long version,
        long fromMillis,
        long untilMillis,
        String bank,
        Coordinates reference,
        long referenceBrokerTimeMillis,
        List<FingerprintRow> rows) {
    ReferenceVersion endingAt(long moment) {
        long until = new Validity(fromMillis, untilMillis).endingAt(moment).until();
        return new ReferenceVersion(version, fromMillis, until, bank, reference, referenceBrokerTimeMillis, rows);
    }

    List<IndexedRow> indexed(String referenceId) {
        Validity validity = new Validity(fromMillis, untilMillis);
        return rows.stream()
                .map(row -> new IndexedRow(referenceId, version, row.view(), row.values(), validity))
                .toList();
    }

    FingerprintRow row(String view) {
        return rows.stream().filter(row -> row.view().equals(view)).findFirst().orElseThrow();
    }
}
