package io.rlpips.local.exchange;

import io.rlpips.schemas.Subject;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/** What a compacted topic says now. A record that cannot be decoded leaves what its key had. */
public final class NewestRecords {
    private NewestRecords() {}

    /** @return the newest record of every key that was not ended, in the order of the keys */
    public static <R extends SpecificRecord> Map<String, R> read(Broker broker, Subject<R> subject) {
        return read(broker, subject, Arrival::value, ReadProgress.NONE);
    }

    /**
     * @param counts which records do; what came before one that does not is the newest still
     * @return the newest record that counts of every key that was not ended, in the order of the keys
     */
    public static <R extends SpecificRecord> Map<String, R> read(
            Broker broker, Subject<R> subject, Predicate<Arrival<R>> counts) {
        return read(broker, subject, counts, Arrival::value, ReadProgress.NONE);
    }

    /**
     * For records that are too many or too large to hold them all.
     *
     * @param kept what is held of each
     * @return what was kept of the newest record of every key that was not ended, in the order of the keys
     */
    public static <R extends SpecificRecord, K> Map<String, K> read(
            Broker broker, Subject<R> subject, Function<Arrival<R>, K> kept, ReadProgress progress) {
        return read(broker, subject, any -> true, kept, progress);
    }

    private static <R extends SpecificRecord, K> Map<String, K> read(
            Broker broker,
            Subject<R> subject,
            Predicate<Arrival<R>> counts,
            Function<Arrival<R>, K> kept,
            ReadProgress progress) {
        Map<String, K> newest = new TreeMap<>();
        try (Reader<R> reader = broker.readerFromStart(subject)) {
            reader.visitToEnd(
                    any -> true,
                    arrival -> {
                        if (arrival.tombstone()) {
                            newest.remove(arrival.key());
                        } else if (counts.test(arrival)) {
                            newest.put(arrival.key(), kept.apply(arrival));
                        }
                    },
                    progress);
        }
        return newest;
    }
}
