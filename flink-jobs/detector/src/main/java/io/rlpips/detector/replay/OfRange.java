package io.rlpips.detector.replay;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.read.BrokerRecord;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;

/** Lets the uploads of a range pass and counts them for whoever watches the job. */
public final class OfRange extends RichFilterFunction<BrokerRecord> {
    private static final long serialVersionUID = 1L;

    private final ReplayRange range;
    private final String counted;

    private transient LongCounter passed;

    /** @param counted name of the accumulator */
    public OfRange(ReplayRange range, String counted) {
        this.range = range;
        this.counted = counted;
    }

    @Override
    public void open(OpenContext context) {
        passed = new LongCounter();
        getRuntimeContext().addAccumulator(counted, passed);
    }

    @Override
    public boolean filter(BrokerRecord upload) {
        boolean wanted = range.contains(upload.brokerTimeMillis());
        passed.add(wanted ? 1 : 0);
        return wanted;
    }
}
