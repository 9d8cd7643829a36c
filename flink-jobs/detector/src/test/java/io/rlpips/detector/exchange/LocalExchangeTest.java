package io.rlpips.detector.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;

class LocalExchangeTest {
    private static final Object RECORD = new Object();

    private final LocalExchange.Key key = new LocalExchange.Key(new JobID(), 0, "records");

    @Test
    void givesEveryReceiverTheObjectItselfAndThenForgetsIt() {
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
    void givesWhatIsForOneReceiverToTheFirst() {
        try (LocalExchange<Object>.Sending sender = LocalExchange.sender(key);
                LocalExchange<Object>.Receiving first = LocalExchange.receiver(key, 2);
                LocalExchange<Object>.Receiving second = LocalExchange.receiver(key, 2)) {
            long number = sender.offer(RECORD, false).orElseThrow();

            assertThat(second.take(number)).isSameAs(RECORD);
            assertThat(first.held()).isZero();
        }
    }

    @Test
    void holdsNothingWhileAReceiverIsElsewhereOrNotYetThereOrGone() {
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
    void receiversOfAnotherJobOrAttemptOrOfOtherRecordsDoNotCount() {
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
    void whatIsBeyondItsRoomHasToBeSent() {
        try (LocalExchange<Object>.Sending sender = LocalExchange.sender(key);
                LocalExchange<Object>.Receiving receiver = LocalExchange.receiver(key, 1)) {
            long first = sender.offer(RECORD, true).orElseThrow();
            for (int i = 1; i < LocalExchange.MOST_HELD; i++) {
                sender.offer(RECORD, true).orElseThrow();
            }

            assertThat(sender.offer(RECORD, true)).isEmpty();
            receiver.take(first);
            assertThat(sender.offer(RECORD, true)).isPresent();
        }
    }

    @Test
    void whatAnAttemptThatFailedHasLeftGoesWithItsLastTask() {
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
