package io.rlpips.detector.read;

import io.rlpips.detector.configuration.DetectorOptions;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How broker time becomes watermarks. A watermark of a control topic says that everything up to it has been delivered;
 * one of the uploads keeps reading within bounds, puts matches in order and lets what no upload can need be forgotten.
 */
public final class Watermarks {
    /** Emitting for every record would cost more than it tells. */
    private static final long UPLOAD_STEP_MS = 50;

    private static final String GROUP = "visibility-clock";

    private Watermarks() {}

    /** For control topics: never idle, because a silent topic must hold the clock back until a heartbeat comes. */
    public static WatermarkStrategy<BrokerRecord> control(ReadableConfig configuration) {
        return aligned(brokerTime(ControlGenerator::new), configuration);
    }

    /**
     * For uploads: a partition nobody writes to must not hold the others back. In a bounded run none is waited for in
     * vain, and one that is only slow to be read must not be passed over.
     */
    public static WatermarkStrategy<BrokerRecord> uploads(ReadableConfig configuration) {
        WatermarkStrategy<BrokerRecord> strategy = brokerTime(UploadGenerator::new);
        if (configuration.get(DetectorOptions.BOUNDED)) {
            return strategy;
        }
        Duration idleness = configuration.get(DetectorOptions.UPLOAD_IDLENESS);
        return aligned(strategy.withIdleness(idleness), configuration);
    }

    /** A bounded run reads all there is anyway, and Flink 2.2 cannot restore an aligned source that has finished. */
    private static WatermarkStrategy<BrokerRecord> aligned(
            WatermarkStrategy<BrokerRecord> strategy, ReadableConfig configuration) {
        if (configuration.get(DetectorOptions.BOUNDED)) {
            return strategy;
        }
        return strategy.withWatermarkAlignment(
                GROUP,
                configuration.get(DetectorOptions.ALIGNMENT_DRIFT),
                configuration.get(DetectorOptions.ALIGNMENT_INTERVAL));
    }

    private static WatermarkStrategy<BrokerRecord> brokerTime(GeneratorFactory factory) {
        return WatermarkStrategy.<BrokerRecord>forGenerator(context -> factory.create())
                .withTimestampAssigner((record, kafkaTimestamp) -> record.brokerTimeMillis());
    }

    private interface GeneratorFactory extends Serializable {
        WatermarkGenerator<BrokerRecord> create();
    }

    private static final class ControlGenerator implements WatermarkGenerator<BrokerRecord> {
        private long newestMillis;

        @Override
        public void onEvent(BrokerRecord record, long timestamp, WatermarkOutput output) {
            newestMillis = Math.max(newestMillis, timestamp);
        }

        /** Before the first record this is a low mark: alignment takes a source that says nothing for unbounded. */
        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.emitWatermark(new Watermark(Math.max(0, newestMillis - 1)));
        }
    }

    private static final class UploadGenerator implements WatermarkGenerator<BrokerRecord> {
        private long newestMillis = Long.MIN_VALUE + 1;
        private long emittedMillis = Long.MIN_VALUE;

        @Override
        public void onEvent(BrokerRecord record, long timestamp, WatermarkOutput output) {
            newestMillis = Math.max(newestMillis, timestamp);
            if (newestMillis - UPLOAD_STEP_MS > emittedMillis) {
                emit(output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            if (newestMillis - 1 > emittedMillis) {
                emit(output);
            }
        }

        private void emit(WatermarkOutput output) {
            emittedMillis = newestMillis - 1;
            output.emitWatermark(new Watermark(emittedMillis));
        }
    }
}
