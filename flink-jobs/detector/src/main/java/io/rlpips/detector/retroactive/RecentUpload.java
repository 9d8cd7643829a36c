package io.rlpips.detector.retroactive;

import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.match.Query;
import io.rlpips.detector.match.QueryView;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.schemas.Recheck;
import java.util.List;

/**
 * What is remembered of an upload for references that come later: enough to rule out most of them, and where to read it
 * again.
 *
 * @param visibleAtMillis the moment whose references counted for its verdict
 * @param model by which it was judged, and which made the rows
 * @param rows of its views
 */
public record RecentUpload(
        Coordinates at,
        String uploadId,
        String tenant,
        long brokerTimeMillis,
        long visibleAtMillis,
        ModelIdentity model,
        List<CompactRow> rows) {
    static RecentUpload of(Query query) {
        UploadTicket ticket = query.ticket();
        return new RecentUpload(
                ticket.at(),
                ticket.uploadId(),
                ticket.tenant(),
                ticket.brokerTimeMillis(),
                ticket.visibleAtMillis(),
                ticket.model().identity(),
                query.views().stream().map(QueryView::compactRow).toList());
    }

    /** @return what tells this upload from all others */
    public String key() {
        return at.text();
    }

    Recheck recheck(LateReference reference) {
        return Recheck.newBuilder()
                .setUpload(at.toAvro())
                .setUploadId(uploadId)
                .setUploadBrokerTimeMillis(brokerTimeMillis)
                .setReferenceId(reference.referenceId())
                .setReference(reference.reference().toAvro())
                .setModelId(model.modelId())
                .build();
    }
}
