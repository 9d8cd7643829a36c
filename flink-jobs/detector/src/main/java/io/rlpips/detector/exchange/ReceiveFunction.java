package io.rlpips.detector.exchange;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Makes the records again, on the side of the tasks that need them. */
public final class ReceiveFunction<T, W> extends RichMapFunction<Sent<W>, T> {
    private static final long serialVersionUID = 1L;

    private final Handover<T, W> handover;

    private transient Receiver<T, W> receiver;

    public ReceiveFunction(Handover<T, W> handover) {
        this.handover = handover;
    }

    @Override
    public void open(OpenContext context) {
        receiver = handover.receiver(getRuntimeContext());
    }

    @Override
    public T map(Sent<W> sent) {
        return receiver.received(sent);
    }

    @Override
    public void close() {
        if (receiver != null) {
            receiver.close();
        }
    }
}
