package io.rlpips.detector.publish;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.RecordText;
import io.rlpips.detector.read.Rejection;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.WallClock;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Writes down what was refused and why, and counts it by category. */
public final class RejectFunction extends RichMapFunction<Rejection, Reject> {
    private static final long serialVersionUID = 1L;

    private final int payloadLimit;

    private transient Map<FailureCategory, Counter> counters;

    public RejectFunction(ReadableConfig configuration) {
        this.payloadLimit = Math.toIntExact(
                configuration.get(DetectorOptions.REJECT_PAYLOAD_LIMIT).getBytes());
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("rejects");
        counters = new EnumMap<>(FailureCategory.class);
        for (FailureCategory category : FailureCategory.values()) {
            counters.put(category, group.counter(category.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public Reject map(Rejection rejection) {
        counters.get(rejection.category()).inc();
        BrokerRecord record = rejection.record();
        long now = System.currentTimeMillis();
        return Reject.newBuilder()
                .setRecord(record.at().toAvro())
                .setRecordId(rejection.recordId().isEmpty() ? null : RecordText.cut(rejection.recordId()))
                .setOriginalKey(record.keyed() ? cut(record.key()) : null)
                .setOriginalValue(record.tombstone() ? null : cut(record.value()))
                .setOriginalLength(record.tombstone() ? -1 : record.value().length)
                .setCategory(RejectCategory.valueOf(rejection.category().name()))
                .setMessage(RecordText.cut(rejection.message()))
                .setBrokerTimeMillis(record.brokerTimeMillis())
                .setWallClock(new WallClock(now, now - record.brokerTimeMillis()))
                .build();
    }

    private ByteBuffer cut(byte[] bytes) {
        return ByteBuffer.wrap(bytes.length <= payloadLimit ? bytes : Arrays.copyOf(bytes, payloadLimit));
    }
}
