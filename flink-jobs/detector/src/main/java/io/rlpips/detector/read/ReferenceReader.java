package io.rlpips.detector.read;

import io.rlpips.detector.priority.Background;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Decodes references; removals go to {@link #REMOVED}, what is malformed to {@link Rejection#OUTPUT}. Its task, which
 * decodes the pictures too, gives way to those of uploads.
 */
public final class ReferenceReader extends ProcessFunction<BrokerRecord, PictureOrder<ReferenceTicket>> {
    private static final long serialVersionUID = 1L;

    /** References whose record says that they are gone. */
    public static final OutputTag<ReferenceTicket> REMOVED = new OutputTag<>("removed") {
        private static final long serialVersionUID = 1L;
    };

    private final SingleObject<Reference> wire = SingleObject.of(Subjects.REFERENCES);

    @Override
    public void open(OpenContext context) {
        Background.giveWay();
    }

    @Override
    public void processElement(BrokerRecord record, Context context, Collector<PictureOrder<ReferenceTicket>> out) {
        PictureOrder<ReferenceTicket> order;
        try {
            if (record.tombstone()) {
                context.output(REMOVED, removal(record));
                return;
            }
            order = read(record);
        } catch (MalformedRecordException e) {
            context.output(Rejection.OUTPUT, Rejection.malformed(record, e.getMessage()));
            return;
        }
        out.collect(order);
    }

    private static ReferenceTicket removal(BrokerRecord record) throws MalformedRecordException {
        Payloads.requireKey(record, "referenceId", record.keyText());
        return new ReferenceTicket(
                record.at(),
                record.brokerTimeMillis(),
                record.keyText(),
                "",
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                false,
                new HashMap<>());
    }

    private PictureOrder<ReferenceTicket> read(BrokerRecord record) throws MalformedRecordException {
        Reference reference = wire.decode(record.value());
        Payloads.requireKey(record, "referenceId", reference.getReferenceId());
        if (reference.getReferenceId().equals(Subjects.HEARTBEAT_KEY)) {
            throw new MalformedRecordException("referenceId " + Subjects.HEARTBEAT_KEY + " is reserved");
        }
        RecordText.require("bank", reference.getBank());
        RecordText.requireAttributes(reference.getAttributes());
        long from = reference.getValidFromMillis() == null ? Long.MIN_VALUE : reference.getValidFromMillis();
        long until = reference.getValidUntilMillis() == null ? Long.MAX_VALUE : reference.getValidUntilMillis();
        if (until < from) {
            throw new MalformedRecordException(
                    "validUntilMillis %d is before validFromMillis %d".formatted(until, from));
        }
        Map<String, String> attributes = new HashMap<>(reference.getAttributes());
        ReferenceTicket ticket = new ReferenceTicket(
                record.at(),
                record.brokerTimeMillis(),
                reference.getReferenceId(),
                reference.getBank(),
                from,
                until,
                reference.getEnabled(),
                attributes);
        return Payloads.order(ticket, record, reference.getImage());
    }
}
