package io.rlpips.detector.exchange;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.metrics.Counter;

/** Makes of a record what is sent of it, on the side of the tasks that make it. */
public final class SendFunction<T, W> extends RichMapFunction<T, Sent<W>> {
    private static final long serialVersionUID = 1L;

    private final Handover<T, W> handover;

    private transient Sender<T, W> sender;
    private transient Counter held;
    private transient Counter whole;

    public SendFunction(Handover<T, W> handover) {
        this.handover = handover;
    }

    @Override
    public void open(OpenContext context) {
        sender = handover.sender(getRuntimeContext());
        held = getRuntimeContext().getMetricGroup().counter("recordsHeld");
        whole = getRuntimeContext().getMetricGroup().counter("recordsSentWhole");
    }

    @Override
    public Sent<W> map(T value) throws InterruptedException {
        Sent<W> sent = sender.sent(value);
        (sent.isHeld() ? held : whole).inc();
        return sent;
    }

    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
    }
}
