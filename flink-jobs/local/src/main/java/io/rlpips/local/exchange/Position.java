package io.rlpips.local.exchange;

import io.rlpips.schemas.BrokerPosition;

/** What identifies a record on a broker. */
public record Position(String topic, int partition, long offset) {
    public static Position of(BrokerPosition position) {
        return new Position(position.getTopic(), position.getPartition(), position.getOffset());
    }
}
