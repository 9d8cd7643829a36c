package io.rlpips.training.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelWorkTest {
    private static final int THREADS = 3;
    private static final List<Integer> PIECES = IntStream.range(0, 9).boxed().toList();

    /** Long enough for a call that does not wait to come back. */
    private static final long MOMENT_MILLIS = 500;

    private final AtomicInteger running = new AtomicInteger();
    private final Set<Integer> begun = ConcurrentHashMap.newKeySet();
    private final CountDownLatch everyThreadBusy = new CountDownLatch(THREADS);
    private final CountDownLatch returned = new CountDownLatch(1);

    @Test
    void resultsComeInTheOrderOfThePieces() {
        try (ParallelWork workers = new ParallelWork(THREADS)) {
            assertThat(workers.map(PIECES, piece -> piece * piece)).containsExactly(0, 1, 4, 9, 16, 25, 36, 49, 64);
        }
    }

    @Test
    void whenAPieceHasFailedNoneIsRunningAnyMoreAndNoneBegins() {
        try (ParallelWork workers = new ParallelWork(THREADS)) {
            assertThatThrownBy(() -> workers.map(PIECES, this::firstFailing)).hasMessage("piece 0 has no pixels");
            int stillRunning = running.get();
            returned.countDown();

            assertThat(stillRunning).isZero();
            assertThat(begun).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(workers.map(List.of(7), piece -> piece + 1))
                    .as("fit for more work")
                    .containsExactly(8);
        }
    }

    @Test
    void whenTheCallerIsInterruptedItStillWaitsForWhatIsRunning() throws InterruptedException {
        AtomicInteger stillRunning = new AtomicInteger(-1);
        try (ParallelWork workers = new ParallelWork(THREADS)) {
            Thread caller = new Thread(() -> {
                assertThatThrownBy(() -> workers.map(PIECES, this::waiting))
                        .isInstanceOfSatisfying(
                                RlpipsException.class,
                                told -> assertThat(told.category()).isEqualTo(FailureCategory.INTERNAL))
                        .hasMessage("interrupted while evaluating");
                stillRunning.set(running.get());
                returned.countDown();
            });
            caller.start();
            everyThreadBusy.await();
            caller.interrupt();
            caller.join();
        }

        assertThat(stillRunning).hasValue(0);
        assertThat(begun).containsExactlyInAnyOrder(0, 1, 2);
    }

    private int firstFailing(int piece) {
        if (piece > 0) {
            return waiting(piece);
        }
        begun.add(piece);
        everyThreadBusy.countDown();
        await(everyThreadBusy, Long.MAX_VALUE);
        throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "piece 0 has no pixels");
    }

    /** Runs on for a moment, unless the call has come back before. */
    private int waiting(int piece) {
        running.incrementAndGet();
        begun.add(piece);
        everyThreadBusy.countDown();
        await(returned, MOMENT_MILLIS);
        running.decrementAndGet();
        return piece;
    }

    private static void await(CountDownLatch latch, long millis) {
        try {
            latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException unwanted) {
            throw new IllegalStateException("a running piece was interrupted", unwanted);
        }
    }
}
