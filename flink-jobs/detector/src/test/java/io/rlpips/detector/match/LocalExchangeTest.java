package io.rlpips.detector.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;

class LocalExchangeTest {
    private static final Query QUERY = new Query(null, null, 0.1, List.of());

    private final LocalExchange.Run run = new LocalExchange.Run(new JobID(), 0);

    @Test
    void givesEveryShardOfTheProcessTheQueryItselfAndThenForgetsIt() {
        try (LocalExchange.Sender sender = LocalExchange.sender(run);
                LocalExchange.Shard first = LocalExchange.shard(run, 2);
                LocalExchange.Shard second = LocalExchange.shard(run, 2)) {
            long number = sender.offer(QUERY).orElseThrow();

            assertThat(first.take(number)).isSameAs(QUERY);
            assertThat(first.held()).isEqualTo(1);
            assertThat(second.take(number)).isSameAs(QUERY);
            assertThat(first.held()).isZero();
            assertThatThrownBy(() -> second.take(number))
                    .hasMessageContaining("query %d is not held".formatted(number));
        }
    }

    @Test
    void holdsNothingWhileAShardIsElsewhereOrNotYetThereOrGone() {
        try (LocalExchange.Sender sender = LocalExchange.sender(run)) {
            assertThat(sender.offer(QUERY)).isEmpty();
            try (LocalExchange.Shard first = LocalExchange.shard(run, 2)) {
                assertThat(sender.offer(QUERY)).isEmpty();
                try (LocalExchange.Shard second = LocalExchange.shard(run, 2)) {
                    assertThat(sender.offer(QUERY)).isPresent();
                    assertThat(second.held()).isEqualTo(1);
                }
                assertThat(sender.offer(QUERY)).isEmpty();
                assertThat(first.held()).isEqualTo(1);
            }
        }
    }

    @Test
    void shardsOfAnotherJobOrAttemptAreNotAskedFor() {
        try (LocalExchange.Sender sender = LocalExchange.sender(run);
                LocalExchange.Shard otherJob = LocalExchange.shard(new LocalExchange.Run(new JobID(), 0), 1);
                LocalExchange.Shard later = LocalExchange.shard(new LocalExchange.Run(run.job(), 1), 1)) {
            assertThat(sender.offer(QUERY)).isEmpty();
            assertThat(otherJob.held() + later.held()).isZero();
        }
    }

    @Test
    void whatIsBeyondItsRoomHasToBeSent() {
        try (LocalExchange.Sender sender = LocalExchange.sender(run);
                LocalExchange.Shard shard = LocalExchange.shard(run, 1)) {
            long first = sender.offer(QUERY).orElseThrow();
            for (int i = 1; i < LocalExchange.MOST_HELD; i++) {
                sender.offer(QUERY).orElseThrow();
            }

            assertThat(sender.offer(QUERY)).isEmpty();
            shard.take(first);
            assertThat(sender.offer(QUERY)).isPresent();
        }
    }

    @Test
    void whatAnAttemptThatFailedHasLeftGoesWithItsLastTask() {
        try (LocalExchange.Sender sender = LocalExchange.sender(run);
                LocalExchange.Shard shard = LocalExchange.shard(run, 1)) {
            sender.offer(QUERY).orElseThrow();
            assertThat(shard.held()).isEqualTo(1);
        }

        try (LocalExchange.Shard shard = LocalExchange.shard(run, 1)) {
            assertThat(shard.held()).isZero();
        }
    }
}
