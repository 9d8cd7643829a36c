package io.rlpips.detector.exchange;

/** One task's end of a {@link Handover}, where records are taken. Not thread-safe. */
public final class Receiver<T, W> implements AutoCloseable {
    private final Handover<T, W> handover;
    private final LocalExchange<T>.Receiving exchange;

    Receiver(Handover<T, W> handover, LocalExchange<T>.Receiving exchange) {
        this.handover = handover;
        this.exchange = exchange;
    }

    /**
     * @param sent each once
     * @return the record
     * @throws IllegalStateException when it is not held in this process although it should be
     */
    public T received(Sent<W> sent) {
        return sent.isHeld() ? exchange.take(sent.number()) : handover.decoded().apply(sent.whole());
    }

    /** @return records that some task has yet to take */
    public int held() {
        return exchange.held();
    }

    @Override
    public void close() {
        exchange.close();
    }
}
