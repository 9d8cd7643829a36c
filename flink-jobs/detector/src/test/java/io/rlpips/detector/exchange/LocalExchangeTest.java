package io.rlpips.detector.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;

class LocalExchangeTest {
    private static final Object RECORD = new Object();

    private final LocalExchange.Key key = new LocalExchange.Key(new JobID(), 0, "records");

    @Test
    void givesEveryReceiverTheObjectItselfAndThenForgetsIt() throws InterruptedException {
        try (LocalExchange<Object>.Sending sender = LocalExchange.sender(key);
                LocalExchange<Object>.Receiving first = LocalExchange.receiver(key, 2);
                LocalExchange<Object>.Receiving second = LocalExchange.receiver(key, 2)) {
            long number = sender.offer(RECORD, true).orElseThrow();

            assertThat(first.take(number)).isSameAs(RECORD);
            assertThat(first.held()).isEqualTo(1);
            assertThat(second.take(number)).isSameAs(RECORD);
            assertThat(first.held()).isZero();
            assertThatThrownBy(() -> second.take(number))
                    .hasMessageContaining("record %d of 'records' is not held".formatted(number));
        }
    }

    @Test
    void givesWhatIsForOneReceiverToTheFirst() throws InterruptedException {
        try (LocalExchange<Object>.Sending sender = LocalExchange.sender(key);
                LocalExchange<Object>.Receiving first = LocalExchange.receiver(key, 2);
                LocalExchange<Object>.Receiving second = LocalExchange.receiver(key, 2)) {
            long number = sender.offer(RECORD, false).orElseThrow();

            assertThat(second.take(number)).isSameAs(RECORD);
            assertThat(first.held()).isZero();
        }
    }

    @Test
    void holdsNothingWhileAReceiverIsElsewhereOrNotYetThereOrGone() throws InterruptedException {
        try (LocalExchange<Object>.Sending sender = LocalExchange.sender(key)) {
            assertThat(sender.offer(RECORD, true)).isEmpty();
            try (LocalExchange<Object>.Receiving first = LocalExchange.receiver(key, 2)) {
                assertThat(sender.offer(RECORD, true)).isEmpty();
                try (LocalExchange<Object>.Receiving second = LocalExchange.receiver(key, 2)) {
                    assertThat(sender.offer(RECORD, true)).isPresent();
                    assertThat(second.held()).isEqualTo(1);
                }
                assertThat(sender.offer(RECORD, true)).isEmpty();
                assertThat(first.held()).isEqualTo(1);
            }
        }
    }

    @Test
    void receiversOfAnotherJobOrAttemptOrOfOtherRecordsDoNotCount() throws InterruptedException {
        try (LocalExchange<Object>.Sending sender = LocalExchange.sender(key);
                LocalExchange<Object>.Receiving otherJob =
                        LocalExchange.receiver(new LocalExchange.Key(new JobID(), 0, "records"), 1);
                LocalExchange<Object>.Receiving others =
                        LocalExchange.receiver(new LocalExchange.Key(key.job(), 0, "others"), 1);
                LocalExchange<Object>.Receiving later =
                        LocalExchange.receiver(new LocalExchange.Key(key.job(), 1, "records"), 1)) {
            assertThat(sender.offer(RECORD, true)).isEmpty();
            assertThat(otherJob.held() + others.held() + later.held()).isZero();
        }
    }

    @Test
    void aSenderWaitsUntilThereIsRoomAndOthersDoNot() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (LocalExchange<Object>.Sending ahead = LocalExchange.sender(key);
                LocalExchange<Object>.Sending other = LocalExchange.sender(key);
                LocalExchange<Object>.Receiving receiver = LocalExchange.receiver(key, 1)) {
            long first = ahead.offer(RECORD, true).orElseThrow();
            for (int i = 1; i < LocalExchange.ROOM; i++) {
                ahead.offer(RECORD, true).orElseThrow();
            }

            Future<OptionalLong> beyond = thread.submit(() -> ahead.offer(RECORD, true));
            assertThat(other.offer(RECORD, true)).isPresent();
            assertThat(receiver.held()).isEqualTo(LocalExchange.ROOM + 1);
            receiver.take(first);

            assertThat(beyond.get(10, TimeUnit.SECONDS)).isPresent();
            assertThat(receiver.held()).isEqualTo(LocalExchange.ROOM + 1);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void aSenderThatWaitsCanBeCancelled() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (LocalExchange<Object>.Sending sender = LocalExchange.sender(key);
                LocalExchange<Object>.Receiving receiver = LocalExchange.receiver(key, 1)) {
            for (int i = 0; i < LocalExchange.ROOM; i++) {
                sender.offer(RECORD, true).orElseThrow();
            }

            Future<OptionalLong> beyond = thread.submit(() -> sender.offer(RECORD, true));
            thread.shutdownNow();

            assertThatThrownBy(() -> beyond.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
            assertThat(receiver.held()).isEqualTo(LocalExchange.ROOM);
        }
    }

    @Test
    void whatAnAttemptThatFailedHasLeftGoesWithItsLastTask() throws InterruptedException {
        try (LocalExchange<Object>.Sending sender = LocalExchange.sender(key);
                LocalExchange<Object>.Receiving receiver = LocalExchange.receiver(key, 1)) {
            sender.offer(RECORD, true).orElseThrow();
            assertThat(receiver.held()).isEqualTo(1);
        }

        try (LocalExchange<Object>.Receiving receiver = LocalExchange.receiver(key, 1)) {
            assertThat(receiver.held()).isZero();
        }
    }
}
