package io.rlpips.detector.match;

import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.search.Validity;
import java.util.List;

/**
 * What stands, or stood, for a reference. Its master image is kept apart: it is fifty times as large, and only what is
 * measured needs it.
 *
 * @param model that made the rows
 * @param fromMillis first moment of the visibility clock at which it counts
 * @param untilMillis first moment at which it no longer does
 */
public record ReferenceVersion(
        ModelIdentity model,
        long version,
        long fromMillis,
        long untilMillis,
        String bank,
        Coordinates reference,
        long referenceBrokerTimeMillis,
        List<FingerprintRow> rows) {
    ReferenceVersion endingAt(long moment) {
        long until = validity().endingAt(moment).until();
        return new ReferenceVersion(
                model, version, fromMillis, until, bank, reference, referenceBrokerTimeMillis, rows);
    }

    Validity validity() {
        return new Validity(fromMillis, untilMillis);
    }

    FingerprintRow row(String view) {
        return rows.stream().filter(row -> row.view().equals(view)).findFirst().orElseThrow();
    }
}
