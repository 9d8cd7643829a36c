package io.rlpips.detector.read;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import org.apache.flink.util.OutputTag;

/**
 * Why a record goes no further.
 *
 * @param record as it was read
 * @param recordId the id inside it, empty where it could not be read
 * @param message one line for people
 */
public record Rejection(BrokerRecord record, String recordId, FailureCategory category, String message) {
    /** Where operators put what they refuse. */
    public static final OutputTag<Rejection> OUTPUT = new OutputTag<>("rejections") {
        private static final long serialVersionUID = 1L;
    };

    public static Rejection malformed(BrokerRecord record, String message) {
        return new Rejection(record, "", FailureCategory.MALFORMED_RECORD, message);
    }

    public static Rejection of(BrokerRecord record, String recordId, RlpipsException failure) {
        return new Rejection(record, recordId, failure.category(), failure.getMessage());
    }
}
