package io.rlpips.detector.priority;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class BackgroundTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void aThreadGetsWhatOthersLeaveAndItsParentAsMuchAsBefore() {
        Scheduling usual = Scheduling.ofThisThread();
        CompletableFuture<Scheduling> background = new CompletableFuture<>();

        new Thread(Background.givingWay(() -> background.complete(Scheduling.ofThisThread()))).start();

        assertThat(background.join().policy()).isEqualTo(Scheduling.IDLE);
        assertThat(Scheduling.ofThisThread()).isEqualTo(usual);
    }

    @Test
    void whatIsToBeDoneIsDoneWhateverTheSystemSays() {
        CompletableFuture<String> done = new CompletableFuture<>();

        new Thread(Background.givingWay(() -> done.complete("done"))).start();

        assertThat(done.join()).isEqualTo("done");
    }
}
