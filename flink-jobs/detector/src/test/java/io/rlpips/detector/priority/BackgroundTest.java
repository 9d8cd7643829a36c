package io.rlpips.detector.priority;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
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
}
