package io.rlpips.local.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CheckpointsInTurnTest {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    @Test
    void jobsTakeTurnsWheneverTheyWereBegun() throws InterruptedException {
        try (CheckpointsInTurn checkpoints = new CheckpointsInTurn(INTERVAL, 2)) {
            checkpoints.begin(1, () -> done("second"));
            assertThat(next(3)).containsOnly("second");
            checkpoints.begin(0, () -> done("first"));
            awaitNext("first");

            assertThat(next(6)).containsExactly("second", "first", "second", "first", "second", "first");
        }
    }

    @Test
    void aJobThatIsBegunAnewTakesTheTurnOfTheOneBefore() throws InterruptedException {
        try (CheckpointsInTurn checkpoints = new CheckpointsInTurn(INTERVAL, 2)) {
            checkpoints.begin(0, () -> done("killed"));
            assertThat(next(2)).containsOnly("killed");
            checkpoints.begin(0, () -> done("resumed"));
            awaitNext("resumed");

            assertThat(next(6)).containsOnly("resumed");
        }
    }

    @Test
    void oneThatFailsIsFollowedByTheNext() throws InterruptedException {
        try (CheckpointsInTurn checkpoints = new CheckpointsInTurn(INTERVAL, 1)) {
            checkpoints.begin(0, () -> {
                asked.add("refused");
                throw new IllegalStateException("not running");
            });

            assertThat(next(4)).hasSize(4);
        }
    }

    @Test
    void whileOneIsAtWorkNoMoreThanAnotherIsAskedFor() throws InterruptedException {
        CompletableFuture<Void> atWork = new CompletableFuture<>();
        try (CheckpointsInTurn checkpoints = new CheckpointsInTurn(INTERVAL, 2)) {
            checkpoints.begin(0, () -> {
                asked.add("slow");
                return atWork;
            });
            checkpoints.begin(1, () -> done("quick"));
            List<String> meanwhile = next(8);
            assertThat(meanwhile.stream().filter("slow"::equals)).hasSize(2);

            atWork.complete(null);

            awaitNext("slow");
        }
    }

    private CompletableFuture<?> done(String job) {
        asked.add(job);
        return CompletableFuture.completedFuture(null);
    }

    /** Of many it is one. */
    private void awaitNext(String job) throws InterruptedException {
        String next = "";
        for (int i = 0; i < 100 && !job.equals(next); i++) {
            next = asked.poll(10, TimeUnit.SECONDS);
        }
        assertThat(next).isEqualTo(job);
    }

    private List<String> next(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(asked.poll(10, TimeUnit.SECONDS));
        }
        return next;
    }
}
