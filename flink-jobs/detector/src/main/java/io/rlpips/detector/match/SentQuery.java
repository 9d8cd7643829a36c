package io.rlpips.detector.match;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.gate.UploadTicket;
import java.util.List;

/**
 * A query as it goes through Flink's network stack to every shard.
 *
 * @param number under which {@link LocalExchange} holds it; where it is not held there, 0
 * @param whole the query itself where it is not held; else nothing
 */
public record SentQuery(long number, List<Encoded> whole) {
    /** @param views fingerprints in bytes, which are sent in one piece where floats would go one by one */
    public record Encoded(UploadTicket ticket, PictureFacts picture, double radius, List<FingerprintRow> views) {}

    static SentQuery held(long number) {
        return new SentQuery(number, List.of());
    }

    static SentQuery whole(Query query) {
        List<FingerprintRow> views =
                query.views().stream().map(FingerprintRow::ofUpload).toList();
        return new SentQuery(0, List.of(new Encoded(query.ticket(), query.picture(), query.radius(), views)));
    }

    boolean isHeld() {
        return whole.isEmpty();
    }

    /** @return the query, of one that is not held */
    Query decoded() {
        Encoded query = whole.get(0);
        List<QueryView> views = query.views().stream()
                .map(row -> new QueryView(row.view(), row.values(), row.point(), row.rounding()))
                .toList();
        return new Query(query.ticket(), query.picture(), query.radius(), views);
    }
}
