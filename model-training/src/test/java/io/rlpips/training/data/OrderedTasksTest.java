package io.rlpips.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OrderedTasksTest {
    @Test
    void resultsComeInTheOrderOfSubmissionHoweverLongTasksTake() {
        List<Integer> results = new ArrayList<>();
        CountDownLatch second = new CountDownLatch(1);

        try (OrderedTasks<Integer> tasks = new OrderedTasks<>(2, results::add)) {
            tasks.submit(() -> {
                second.await();
                return 0;
            });
            tasks.submit(() -> {
                second.countDown();
                return 1;
            });
            IntStream.range(2, 100).forEach(number -> tasks.submit(() -> number));
            tasks.finish();
        }

        assertThat(results)
                .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void onlyAFewResultsWaitAtATime() {
        AtomicInteger waiting = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        try (OrderedTasks<Integer> tasks = new OrderedTasks<>(2, result -> waiting.decrementAndGet())) {
            for (int i = 0; i < 200; i++) {
                tasks.submit(() -> most.accumulateAndGet(waiting.incrementAndGet(), Math::max));
            }
            tasks.finish();
        }

        assertThat(most.get()).isLessThanOrEqualTo(17);
    }

    @Test
    void theFirstFailureInOrderIsTheOneThatIsThrown() {
        assertThatThrownBy(() -> {
                    try (OrderedTasks<Integer> tasks = new OrderedTasks<>(2, result -> {})) {
                        tasks.submit(() -> 1);
                        tasks.submit(() -> {
                            throw new RlpipsException(FailureCategory.CORRUPT_IMAGE, "the second");
                        });
                        tasks.submit(() -> {
                            throw new IllegalStateException("the third");
                        });
                        tasks.finish();
                    }
                })
                .isInstanceOf(RlpipsException.class)
                .hasMessage("the second");
    }

    @Test
    void closingWaitsForWhatIsRunning() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(1);

        try (OrderedTasks<Integer> tasks = new OrderedTasks<>(1, result -> {})) {
            tasks.submit(() -> {
                started.countDown();
                while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                }
                ended.set(true);
                return 1;
            });
            started.await();
        }

        assertThat(ended).isTrue();
    }

    @Test
    void thereIsAtLeastOneThread() {
        assertThatThrownBy(() -> new OrderedTasks<Integer>(0, result -> {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("threads: 0");
    }
}
