package io.rlpips.detector.fetch;

import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.Rejection;
import io.rlpips.detector.read.Ticket;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Sends on what was fetched; what was not goes to {@link Rejection#OUTPUT}. */
public final class FetchedFunction<T extends Ticket> extends ProcessFunction<Fetched<T>, PictureOrder<T>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(Fetched<T> fetched, Context context, Collector<PictureOrder<T>> out) {
        PictureOrder<T> order = fetched.order();
        if (fetched.failed()) {
            context.output(
                    Rejection.OUTPUT,
                    new Rejection(order.record(), order.ticket().id(), fetched.category(), fetched.message()));
        } else {
            out.collect(order);
        }
    }
}
