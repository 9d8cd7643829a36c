package io.rlpips.training.run;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the running step end before the process does. libtorch takes itself down when the process exits, and a thread that
 * is still inside it then crashes the JVM: an interrupted run would end with a memory dump instead of one line. Created
 * by the thread that trains, which closes it when it has left libtorch.
 */
public final class OrderlyStop implements AutoCloseable {
    /** Longer than any step; a process must not hang at its end either. */
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "stop-training");
    private volatile boolean requested;

    private OrderlyStop() {}

    /** @return one that only {@link #request} requests */
    public static OrderlyStop onRequest() {
        return new OrderlyStop();
    }

    /** @return one that the end of this process requests */
    public static OrderlyStop atShutdown() {
        OrderlyStop stop = new OrderlyStop();
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** Asks for the end and waits for it. */
    public void request() {
        requested = true;
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether the end was asked for */
    public boolean isRequested() {
        return requested;
    }

    /**
     * @param unit what the run counts, for the message: {@code epoch}
     * @throws RlpipsException when the end was asked for
     */
    public void check(String unit, long number) {
        if (requested) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "training was stopped in %s %d; resumed, it goes on from the last checkpoint"
                            .formatted(unit, number));
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // the hook is what brought us here; there is nothing left to take back
            requested = true;
        }
    }
}
