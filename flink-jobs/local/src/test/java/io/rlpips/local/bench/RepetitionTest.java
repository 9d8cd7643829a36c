package io.rlpips.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class RepetitionTest {
    @Test
    void whatWarmsUpDoesNotCount() {
        int[] turns = {0};

        Repetition measured = Repetition.of(0.02, () -> {
            turns[0]++;
            return 3;
        });

        assertThat(measured.seconds()).isGreaterThanOrEqualTo(0.02);
        assertThat(measured.pictures()).isPositive().isLessThan(3L * turns[0]);
    }

    @Test
    void threadsWorkAtTheSameTime() {
        CountDownLatch both = new CountDownLatch(2);
        IntSupplier waitsForTheOther = () -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 1;
        };

        assertThat(Repetition.together(0.01, List.of(waitsForTheOther, waitsForTheOther))
                        .picturesPerSecond())
                .isPositive();
    }

    @Test
    void ratesAddUpAndProcessorTimeIsSharedOut() {
        Repetition.Together together =
                Repetition.Together.of(List.of(new Repetition(100, 1, 0.5), new Repetition(200, 1, 1)));

        assertThat(together.picturesPerSecond()).isEqualTo(300, within(1e-9));
        assertThat(together.cpuSecondsPerPicture()).isEqualTo(0.005, within(1e-9));
        assertThat(together.ofCapacity()).isEqualTo(0.75, within(1e-9));
    }

    @Test
    void whatFailsOnAThreadFailsTheMeasurement() {
        RlpipsException failure = new RlpipsException(FailureCategory.INTERNAL, "no picture");
        IntSupplier failing = () -> {
            throw failure;
        };

        assertThatThrownBy(() -> Repetition.together(0.01, List.of(() -> 1, failing)))
                .isSameAs(failure);
    }
}
