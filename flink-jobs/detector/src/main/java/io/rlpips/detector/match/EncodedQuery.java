package io.rlpips.detector.match;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.metric.bundle.ViewThresholds;
import java.util.List;

/**
 * A query where it has to be sent to another process.
 *
 * @param views fingerprints in bytes, which are sent in one piece where floats would go one by one
 */
public record EncodedQuery(
        UploadTicket ticket, PictureFacts picture, ViewThresholds reach, List<FingerprintRow> views) {
    static EncodedQuery of(Query query) {
        return new EncodedQuery(
                query.ticket(),
                query.picture(),
                query.reach(),
                query.views().stream().map(FingerprintRow::ofUpload).toList());
    }

    Query decoded() {
        List<QueryView> decoded = views.stream()
                .map(row -> new QueryView(row.view(), row.values(), row.point(), row.rounding()))
                .toList();
        return new Query(ticket, picture, reach, decoded);
    }
}
