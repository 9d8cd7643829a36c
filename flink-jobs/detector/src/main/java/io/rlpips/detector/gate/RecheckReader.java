package io.rlpips.detector.gate;

import io.rlpips.detector.fetch.RereadOrder;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.Payloads;
import io.rlpips.detector.read.RecordText;
import io.rlpips.detector.read.Rejection;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Recheck;
import io.rlpips.schemas.RecheckKey;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes rechecks, which any writer of the topic may have written: what is malformed, or names a record that is no
 * upload, goes to {@link Rejection#OUTPUT}.
 */
public final class RecheckReader extends ProcessFunction<StampedRecord, RereadOrder<UploadTicket>> {
    private static final long serialVersionUID = 1L;

    private final SingleObject<Recheck> wire = SingleObject.of(Subjects.RECHECKS);
    private final String uploadsTopic;

    /** @param uploadsTopic the only topic that is read again */
    public RecheckReader(String uploadsTopic) {
        this.uploadsTopic = uploadsTopic;
    }

    @Override
    public void processElement(StampedRecord stamped, Context context, Collector<RereadOrder<UploadTicket>> out) {
        RereadOrder<UploadTicket> order;
        try {
            order = read(stamped);
        } catch (MalformedRecordException e) {
            context.output(Rejection.OUTPUT, Rejection.malformed(stamped.record(), e.getMessage()));
            return;
        } catch (RlpipsException e) {
            context.output(Rejection.OUTPUT, Rejection.of(stamped.record(), "", e));
            return;
        }
        out.collect(order);
    }

    private RereadOrder<UploadTicket> read(StampedRecord stamped) throws MalformedRecordException {
        BrokerRecord record = stamped.record();
        if (record.tombstone()) {
            throw new MalformedRecordException("recheck without a value");
        }
        Recheck recheck = wire.decode(record.value());
        Payloads.requireKey(record, "pair", RecheckKey.text(recheck.getUpload(), recheck.getReferenceId()));
        if (recheck.getUploadId().isEmpty() || recheck.getReferenceId().isEmpty()) {
            throw new MalformedRecordException("recheck without an uploadId or a referenceId");
        }
        RecordText.require("uploadId", recheck.getUploadId());
        Coordinates upload = Coordinates.of(recheck.getUpload());
        if (!upload.topic().equals(uploadsTopic)) {
            throw new RlpipsException(
                    FailureCategory.FORBIDDEN_LOCATION,
                    "recheck names a record on topic '%s', only '%s' is read again"
                            .formatted(upload.topic(), uploadsTopic));
        }
        if (upload.partition() < 0 || upload.offset() < 0) {
            throw new MalformedRecordException("recheck names the record " + upload.text());
        }
        UploadTicket ticket = new UploadTicket(
                record.at(),
                record.brokerTimeMillis(),
                stamped.visibleAtMillis(),
                recheck.getUploadId(),
                "",
                "",
                false,
                stamped.policies(),
                stamped.model(),
                new SecondLook(upload, recheck.getUploadBrokerTimeMillis(), recheck.getReferenceId()));
        return new RereadOrder<>(ticket, record, upload);
    }
}
