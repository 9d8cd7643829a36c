package io.rlpips.detector.exchange;

import java.util.OptionalLong;

/** One task's end of a {@link Handover}, where records are handed in. Not thread-safe. */
final class Sender<T, W> implements AutoCloseable {
    private final Handover<T, W> handover;
    private final LocalExchange<T>.Sending exchange;

    Sender(Handover<T, W> handover, LocalExchange<T>.Sending exchange) {
        this.handover = handover;
        this.exchange = exchange;
    }

    /**
     * @return what is sent of it, to as many tasks as the handover says
     * @throws InterruptedException when the task is cancelled while those are behind
     */
    Sent<W> sent(T value) throws InterruptedException {
        OptionalLong number = exchange.offer(value, handover.toAll());
        return number.isPresent()
                ? Sent.held(number.getAsLong())
                : Sent.whole(handover.encoded().apply(value));
    }

    @Override
    public void close() {
        exchange.close();
    }
}
