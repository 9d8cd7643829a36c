package io.rlpips.detector.read;

import io.rlpips.schemas.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as it lies on the broker, undecoded: reading one cannot fail. Its arrays are not written to.
 *
 * @param brokerTimeMillis when the broker appended it
 * @param keyed whether it has a key; without one {@code key} is empty
 * @param tombstone whether its value is null; then {@code value} is empty
 */
public record BrokerRecord(
        Coordinates at, long brokerTimeMillis, boolean keyed, byte[] key, boolean tombstone, byte[] value) {
    private static final byte[] NOTHING = {};
    private static final byte[] HEARTBEAT = Subjects.HEARTBEAT_KEY.getBytes(StandardCharsets.UTF_8);

    /** @return the record as it was consumed */
    public static BrokerRecord of(ConsumerRecord<byte[], byte[]> record) {
        return new BrokerRecord(
                new Coordinates(record.topic(), record.partition(), record.offset()),
                record.timestamp(),
                record.key() != null,
                record.key() == null ? NOTHING : record.key(),
                record.value() == null,
                record.value() == null ? NOTHING : record.value());
    }

    /** @return whether it only carries the time */
    public boolean heartbeat() {
        return Arrays.equals(key, HEARTBEAT);
    }

    /** @return the key as UTF-8; damaged sequences become replacement characters */
    public String keyText() {
        return new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BrokerRecord that && at.equals(that.at);
    }

    @Override
    public int hashCode() {
        return at.hashCode();
    }

    @Override
    public String toString() {
        return "BrokerRecord[" + at.text() + ", " + value.length + " bytes]";
    }
}
