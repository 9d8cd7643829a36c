package io.rlpips.detector.control;

import io.rlpips.detector.read.BrokerRecord;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Drops the records and lets the watermarks pass. */
public final class TimeOnly extends ProcessFunction<BrokerRecord, ControlChange> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(BrokerRecord record, Context context, Collector<ControlChange> out) {}
}
