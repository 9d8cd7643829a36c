package io.rlpips.local.exchange;

import org.apache.avro.specific.SpecificRecord;

/**
 * A record as it came from its topic.
 *
 * @param position where it stands
 * @param key as text; empty where the record had none
 * @param brokerTimeMillis when the broker appended it
 * @param value the decoded record, or null for a tombstone
 */
public record Arrival<R extends SpecificRecord>(Position position, String key, long brokerTimeMillis, R value) {
    public boolean tombstone() {
        return value == null;
    }
}
