package io.rlpips.detector.priority;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BackgroundTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadGivesWayAndItsParentDoesNot() {
        int usual = NiceValue.ofThisThread();
        CompletableFuture<Integer> nice = new CompletableFuture<>();

        new Thread(Background.givingWay(() -> nice.complete(NiceValue.ofThisThread()))).start();

        assertThat(nice.join()).isEqualTo(Math.max(usual, Background.NICE));
        assertThat(NiceValue.ofThisThread()).isEqualTo(usual);
    }

    @Test
    void whatIsToBeDoneIsDoneWhateverTheSystemSays() {
        CompletableFuture<String> done = new CompletableFuture<>();

        new Thread(Background.givingWay(() -> done.complete("done"))).start();

        assertThat(done.join()).isEqualTo("done");
    }

    @Test
    void whoIsKeptWaitingRestsForAsLongAndNoLongerThanASecond() {
        assertThat(Background.restNanos(millis(200), millis(40))).isEqualTo(millis(160));
        assertThat(Background.restNanos(millis(9_000), millis(40))).isEqualTo(millis(1_000));
    }

    /** Three that give way on two processors that do nothing else have two thirds of one each. */
    @Test
    void whoSharesTheProcessorsWithItsEqualsDoesNotRest() {
        assertThat(Background.restNanos(millis(60), millis(40))).isZero();
        assertThat(Background.restNanos(millis(40), millis(40))).isZero();
        assertThat(Background.restNanos(0, 0)).isZero();
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }
}
