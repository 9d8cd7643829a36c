package io.rlpips.detector.gate;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Payloads;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Rejection;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.UploadPurpose;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Decodes uploads; what is malformed goes to {@link Rejection#OUTPUT}. */
public final class UploadReader extends ProcessFunction<StampedRecord, PictureOrder<UploadTicket>> {
    private static final long serialVersionUID = 1L;

    private final boolean lookups;
    private final UploadWire wire = new UploadWire();

    /** @param lookups whether those who only ask are to be answered; otherwise they are passed over */
    public UploadReader(boolean lookups) {
        this.lookups = lookups;
    }

    @Override
    public void processElement(StampedRecord stamped, Context context, Collector<PictureOrder<UploadTicket>> out) {
        PictureOrder<UploadTicket> order;
        try {
            order = read(stamped);
        } catch (MalformedRecordException e) {
            context.output(Rejection.OUTPUT, Rejection.malformed(stamped.record(), e.getMessage()));
            return;
        }
        if (lookups || !order.ticket().lookup()) {
            out.collect(order);
        }
    }

    private PictureOrder<UploadTicket> read(StampedRecord stamped) throws MalformedRecordException {
        BrokerRecord record = stamped.record();
        Upload upload = wire.decode(record);
        UploadTicket ticket = new UploadTicket(
                record.at(),
                record.brokerTimeMillis(),
                stamped.visibleAtMillis(),
                upload.getUploadId(),
                upload.getTenant(),
                upload.getImage().getUri() == null ? "" : upload.getImage().getUri(),
                upload.getPurpose() == UploadPurpose.LOOKUP,
                stamped.policies(),
                stamped.model());
        return Payloads.order(ticket, record, upload.getImage());
    }
}
