package io.rlpips.detector.read;

import io.rlpips.schemas.BrokerPosition;

/** Where a record lies on the broker: the only identity of an upload that its sender cannot choose. */
public record Coordinates(String topic, int partition, long offset) {
    /** @return a text that no two records share */
    public String text() {
        return topic + "-" + partition + "@" + offset;
    }

    public BrokerPosition toAvro() {
        return new BrokerPosition(topic, partition, offset);
    }

    public static Coordinates of(BrokerPosition position) {
        return new Coordinates(position.getTopic(), position.getPartition(), position.getOffset());
    }
}
