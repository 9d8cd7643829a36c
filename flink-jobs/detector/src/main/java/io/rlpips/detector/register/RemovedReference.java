package io.rlpips.detector.register;

import io.rlpips.detector.read.ReferenceTicket;
import org.apache.flink.api.common.functions.MapFunction;

/** A reference whose record is a tombstone. */
public final class RemovedReference implements MapFunction<ReferenceTicket, Registration> {
    private static final long serialVersionUID = 1L;

    @Override
    public Registration map(ReferenceTicket ticket) {
        return Registration.removed(ticket.referenceId(), ticket.at(), ticket.brokerTimeMillis());
    }
}
