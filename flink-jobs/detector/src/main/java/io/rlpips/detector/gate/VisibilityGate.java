package io.rlpips.detector.gate;

import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.ControlState;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.BrokerRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Lets an upload of broker time t pass once the control topics have been delivered up to t - D, and stamps it with the
 * policies and the model of that moment. First input: uploads. Second input: changes of policies and models, broadcast,
 * with the watermark of all control topics, which is the visibility clock.
 *
 * <p>What waits is state. Neither input is ever blocked: one thread serves both, and a blocked upload would keep the
 * clock from arriving. The clock starts low after every start and restore, so nothing passes before the references are
 * back.
 *
 * <p>The watermark sent on is that of the uploads, held back by the oldest that waits: behind the gate it says which
 * moments no upload will ask for any more.
 */
public final class VisibilityGate extends AbstractStreamOperator<StampedRecord>
        implements TwoInputStreamOperator<BrokerRecord, ControlChange, StampedRecord> {
    private static final long serialVersionUID = 1L;
    /** Watermarks are at least so far apart. Alerts wait for the one behind their upload. */
    public static final long WATERMARK_STEP_MS = 250;

    private static final Comparator<BrokerRecord> OLDEST_FIRST = Comparator.comparingLong(
                    BrokerRecord::brokerTimeMillis)
            .thenComparing(record -> record.at().topic())
            .thenComparing(record -> record.at().partition())
            .thenComparing(record -> record.at().offset());

    private final ModelDescription configured;
    private final long visibilityDelayMs;
    private final Pulse pulse;

    private transient PriorityQueue<BrokerRecord> waiting;
    private transient ListState<BrokerRecord> waitingState;
    private transient ControlState control;
    private transient long clockMillis;
    private transient long uploadsMillis;
    private transient long sentMillis;
    private transient boolean uploadsIdle;
    private transient boolean sentIdle;
    private transient Pulse.Beat beat;

    /** @param configured the model in force until another is activated */
    public VisibilityGate(ModelDescription configured, long visibilityDelayMs, Pulse pulse) {
        this.configured = configured;
        this.visibilityDelayMs = visibilityDelayMs;
        this.pulse = pulse;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        waiting = new PriorityQueue<>(OLDEST_FIRST);
        clockMillis = Long.MIN_VALUE;
        uploadsMillis = 0;
        sentMillis = 0;
        waitingState = context.getOperatorStateStore()
                .getListState(new ListStateDescriptor<>("waiting", TypeInformation.of(BrokerRecord.class)));
        control = new ControlState(configured, context.getOperatorStateStore());
        for (BrokerRecord upload : waitingState.get()) {
            waiting.add(upload);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        getMetricGroup().gauge("waitingUploads", () -> waiting.size());
        if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
            beat = pulse.start();
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        waitingState.update(new ArrayList<>(waiting));
    }

    @Override
    public void processElement1(StreamRecord<BrokerRecord> element) throws Exception {
        waiting.add(element.getValue());
        releaseDue();
    }

    @Override
    public void processElement2(StreamRecord<ControlChange> element) throws Exception {
        control.apply(element.getValue());
    }

    @Override
    public void processWatermark1(Watermark mark) {
        uploadsMillis = Math.max(uploadsMillis, mark.getTimestamp());
        sendWatermark();
    }

    @Override
    public void processWatermark2(Watermark mark) throws Exception {
        clockMillis = mark.getTimestamp();
        releaseDue();
        sendWatermark();
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int index) {
        if (index == 1 && status.isIdle()) {
            throw new IllegalStateException(
                    "control topics became idle: the visibility clock would run ahead of what was delivered");
        }
        if (index == 0) {
            uploadsIdle = status.isIdle();
            sendWatermark();
        }
    }

    @Override
    public void finish() throws Exception {
        if (!waiting.isEmpty()) {
            throw new IllegalStateException(waiting.size() + " uploads wait although all topics have ended");
        }
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (beat != null) {
            beat.close();
        }
        super.close();
    }

    private void releaseDue() throws Exception {
        while (!waiting.isEmpty() && visibleAt(waiting.peek()) <= clockMillis) {
            BrokerRecord upload = waiting.poll();
            long visibleAt = visibleAt(upload);
            output.collect(new StreamRecord<>(
                    new StampedRecord(
                            upload,
                            visibleAt,
                            control.policiesAsOf(visibleAt),
                            control.models().activeAt(visibleAt)),
                    upload.brokerTimeMillis()));
        }
    }

    private void sendWatermark() {
        boolean idle = uploadsIdle && waiting.isEmpty();
        if (sentIdle && !idle) {
            output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
        }
        long held = waiting.isEmpty()
                ? uploadsMillis
                : Math.min(uploadsMillis, waiting.peek().brokerTimeMillis() - 1);
        boolean last = held == Watermark.MAX_WATERMARK.getTimestamp() && held > sentMillis;
        if (last || held - WATERMARK_STEP_MS >= sentMillis) {
            sentMillis = held;
            output.emitWatermark(new Watermark(held));
        }
        if (!sentIdle && idle) {
            output.emitWatermarkStatus(WatermarkStatus.IDLE);
        }
        sentIdle = idle;
    }

    private long visibleAt(BrokerRecord upload) {
        return upload.brokerTimeMillis() - visibilityDelayMs;
    }
}
