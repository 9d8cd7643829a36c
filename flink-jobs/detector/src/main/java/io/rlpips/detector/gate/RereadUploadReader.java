package io.rlpips.detector.gate;

import io.rlpips.detector.fetch.Reread;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Payloads;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Rejection;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.UploadPurpose;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Decodes uploads that were read again. What is gone, or is not the upload that was meant, goes to
 * {@link Rejection#OUTPUT} as a reject of the record that asked for it: the upload had its verdict.
 */
public final class RereadUploadReader extends ProcessFunction<Reread<UploadTicket>, PictureOrder<UploadTicket>> {
    private static final long serialVersionUID = 1L;

    private final UploadWire wire = new UploadWire();

    @Override
    public void processElement(
            Reread<UploadTicket> reread, Context context, Collector<PictureOrder<UploadTicket>> out) {
        BrokerRecord asking = reread.order().record();
        UploadTicket ticket = reread.order().ticket();
        if (reread.failed()) {
            context.output(Rejection.OUTPUT, new Rejection(asking, ticket.id(), reread.category(), reread.message()));
            return;
        }
        PictureOrder<UploadTicket> order;
        try {
            order = read(ticket, asking, reread.upload());
        } catch (MalformedRecordException e) {
            context.output(
                    Rejection.OUTPUT,
                    new Rejection(asking, ticket.id(), FailureCategory.MALFORMED_RECORD, e.getMessage()));
            return;
        } catch (RlpipsException e) {
            context.output(Rejection.OUTPUT, Rejection.of(asking, ticket.id(), e));
            return;
        }
        out.collect(order);
    }

    private PictureOrder<UploadTicket> read(UploadTicket ticket, BrokerRecord asking, BrokerRecord record)
            throws MalformedRecordException {
        Upload upload = wire.decode(record);
        requireMeant(ticket, record, upload);
        UploadTicket complete = new UploadTicket(
                ticket.at(),
                ticket.brokerTimeMillis(),
                ticket.visibleAtMillis(),
                upload.getUploadId(),
                upload.getTenant(),
                upload.getImage().getUri() == null ? "" : upload.getImage().getUri(),
                false,
                ticket.policies(),
                ticket.model(),
                ticket.secondLook());
        return Payloads.order(complete, asking, upload.getImage());
    }

    /** A topic that was made anew has other records at the same places. */
    private static void requireMeant(UploadTicket ticket, BrokerRecord record, Upload upload) {
        if (!upload.getUploadId().equals(ticket.uploadId()) || record.brokerTimeMillis() != ticket.uploadedAtMillis()) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_MISMATCH,
                    "%s is upload '%s' of %d, asked was for '%s' of %d"
                            .formatted(
                                    record.at().text(),
                                    upload.getUploadId(),
                                    record.brokerTimeMillis(),
                                    ticket.uploadId(),
                                    ticket.uploadedAtMillis()));
        }
        if (upload.getPurpose() == UploadPurpose.LOOKUP) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s is a lookup, which raises no alerts"
                            .formatted(record.at().text()));
        }
    }
}
