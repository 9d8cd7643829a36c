package io.rlpips.local.session;

import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Sender;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Subjects;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Takes references out of a detector. */
public final class Removal {
    private Removal() {}

    /** @throws RlpipsException INVALID_ARGUMENT naming the first reference that the detector has never told of */
    public static void requireKnown(Broker broker, Collection<String> references) {
        broker.requireTopics(List.of(Subjects.REFERENCES, Subjects.REFERENCE_STATUS));
        Map<String, ReferenceStatus> known = NewestRecords.read(broker, Subjects.REFERENCE_STATUS);
        for (String id : references) {
            if (!known.containsKey(id)) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such reference: " + id);
            }
        }
    }

    /**
     * Appends the records that remove references.
     *
     * @return where they lie, by reference
     */
    public static Map<String, Position> send(Broker broker, Collection<String> references) {
        Map<String, CompletableFuture<Position>> sent = new LinkedHashMap<>();
        try (Sender sender = broker.sender()) {
            references.forEach(id -> sent.put(id, sender.sendTombstone(Subjects.REFERENCES, id)));
            sender.flush();
        }
        Map<String, Position> positions = new LinkedHashMap<>();
        sent.forEach((id, position) -> positions.put(id, position.join()));
        return positions;
    }
}
