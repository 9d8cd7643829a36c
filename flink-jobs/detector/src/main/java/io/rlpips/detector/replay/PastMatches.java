package io.rlpips.detector.replay;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Rejection;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Of the recorded matches those that the guard has to know before a replay begins. Not retroactive ones, which change
 * nothing for others, nor answers to lookups. What is malformed goes to {@link Rejection#OUTPUT}.
 */
public final class PastMatches extends ProcessFunction<BrokerRecord, Alert> {
    private static final long serialVersionUID = 1L;

    private final SingleObject<Alert> wire = SingleObject.of(Subjects.ALERTS);
    private final ReplayRange uploads;

    /** @param uploads whose matches are wanted */
    public PastMatches(ReplayRange uploads) {
        this.uploads = uploads;
    }

    @Override
    public void processElement(BrokerRecord record, Context context, Collector<Alert> out) {
        Alert alert;
        try {
            alert = read(record);
        } catch (MalformedRecordException e) {
            context.output(Rejection.OUTPUT, Rejection.malformed(record, e.getMessage()));
            return;
        }
        boolean counts = alert.getDisposition() != Disposition.LOOKUP && !alert.getRetroactive();
        if (counts && uploads.contains(alert.getUploadBrokerTimeMillis())) {
            out.collect(alert);
        }
    }

    private Alert read(BrokerRecord record) throws MalformedRecordException {
        if (record.tombstone()) {
            throw new MalformedRecordException("alert without a value");
        }
        return wire.decode(record.value());
    }
}
