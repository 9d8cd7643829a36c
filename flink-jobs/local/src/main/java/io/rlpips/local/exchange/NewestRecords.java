package io.rlpips.local.exchange;

import io.rlpips.schemas.Subject;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** What a compacted topic says now. */
public final class NewestRecords {
    private NewestRecords() {}

    /** @return the newest record of every key that was not ended, in the order of the keys */
    public static <R extends SpecificRecord> Map<String, R> read(Broker broker, Subject<R> subject) {
        Map<String, R> newest = new TreeMap<>();
        try (Reader<R> reader = broker.readerFromStart(subject)) {
            for (Arrival<R> arrival : reader.readToEnd()) {
                if (arrival.tombstone()) {
                    newest.remove(arrival.key());
                } else {
                    newest.put(arrival.key(), arrival.value());
                }
            }
        }
        return newest;
    }
}
