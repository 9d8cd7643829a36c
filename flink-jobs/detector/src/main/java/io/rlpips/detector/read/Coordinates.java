package io.rlpips.detector.read;

import io.rlpips.schemas.BrokerPosition;

/** Where a record lies on the broker: the only identity of an upload that its sender cannot choose. */
public record Coordinates(String topic, int partition, long offset) {
    /** @return a text that no two records share */
    public String text() {
        return topic + "-" + partition + "@" + offset;
    }

    /** @return whether this record lies behind the other one in the same partition */
    public boolean follows(Coordinates other) {
        return topic.equals(other.topic) && partition == other.partition && offset > other.offset;
    }

    public BrokerPosition toAvro() {
        return new BrokerPosition(topic, partition, offset);
    }

    public static Coordinates of(BrokerPosition position) {
        return new Coordinates(position.getTopic(), position.getPartition(), position.getOffset());
    }
}
