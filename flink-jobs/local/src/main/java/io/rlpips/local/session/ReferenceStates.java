package io.rlpips.local.session;

import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Subjects;
import java.util.Map;
import java.util.TreeMap;

/** What the detector has said of its references. */
public final class ReferenceStates {
    private ReferenceStates() {}

    /** @return the newest status of every reference, by id */
    public static Map<String, ReferenceStatus> read(Broker broker) {
        Map<String, ReferenceStatus> states = new TreeMap<>();
        try (Reader<ReferenceStatus> reader = broker.readerFromStart(Subjects.REFERENCE_STATUS)) {
            for (Arrival<ReferenceStatus> arrival : reader.readToEnd()) {
                if (arrival.tombstone()) {
                    states.remove(arrival.key());
                } else {
                    states.put(arrival.value().getReferenceId(), arrival.value());
                }
            }
        }
        return states;
    }
}
