package io.rlpips.detector.gate;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Payloads;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Rejection;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Decodes uploads; what is malformed goes to {@link Rejection#OUTPUT}. */
public final class UploadReader extends ProcessFunction<StampedRecord, PictureOrder<UploadTicket>> {
    private static final long serialVersionUID = 1L;

    private final SingleObject<Upload> wire = SingleObject.of(Subjects.UPLOADS);

    @Override
    public void processElement(StampedRecord stamped, Context context, Collector<PictureOrder<UploadTicket>> out) {
        PictureOrder<UploadTicket> order;
        try {
            order = read(stamped);
        } catch (MalformedRecordException e) {
            context.output(Rejection.OUTPUT, Rejection.malformed(stamped.record(), e.getMessage()));
            return;
        }
        out.collect(order);
    }

    private PictureOrder<UploadTicket> read(StampedRecord stamped) throws MalformedRecordException {
        BrokerRecord record = stamped.record();
        if (record.tombstone()) {
            throw new MalformedRecordException("upload without a value");
        }
        Upload upload = wire.decode(record.value());
        if (upload.getUploadId().isEmpty()) {
            throw new MalformedRecordException("uploadId is empty");
        }
        UploadTicket ticket = new UploadTicket(
                record.at(),
                record.brokerTimeMillis(),
                stamped.visibleAtMillis(),
                upload.getUploadId(),
                upload.getTenant(),
                upload.getImage().getUri() == null ? "" : upload.getImage().getUri(),
                stamped.policies(),
                stamped.model());
        return Payloads.order(ticket, record, upload.getImage());
    }
}
