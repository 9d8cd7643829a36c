package io.rlpips.training.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.augmentation.Augmentation;
import io.rlpips.training.run.CheckpointFolder;
import io.rlpips.training.run.OrderlyStop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OrderlyStopTest {
    private static final TrainingRecipe RECIPE =
            new TrainingRecipe(32, 3, 8, 5, 1e-3, 1, 0.05, 0.1, 0.5, 2, Augmentation.STANDARD);

    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void aRunThatIsAskedToEndSaysHowToGoOnAndLetsTheProcessEnd() throws IOException, InterruptedException {
        Path data = DrawnPictures.folder(folder.resolve("data"), 3, 10, 32);
        TrainingSettings settings = new TrainingSettings(data, folder.resolve("run"), RECIPE, false, 1, 1);
        OrderlyStop stop = OrderlyStop.onRequest();
        AtomicReference<Thread> ending = new AtomicReference<>();

        try (stop) {
            assertThatThrownBy(() -> BackboneTrainer.run(settings, endingIn(2, stop, ending), stop))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessage("training was stopped in epoch 2; resumed, it goes on from the last checkpoint");
            assertThat(ending.get().isAlive()).as("waits for the run to close").isTrue();
        }

        ending.get().join();
        assertThat(new CheckpointFolder<>(folder.resolve("run"), BackboneState.class).latest())
                .hasValueSatisfying(
                        checkpoint -> assertThat(checkpoint.state().history()).hasSize(1));
    }

    /** Asks for the end from another thread, as the JVM does, and goes on once that thread waits. */
    private static TrainingListener endingIn(int epoch, OrderlyStop stop, AtomicReference<Thread> ending) {
        return new TrainingListener() {
            @Override
            public void step(TrainingProgress progress) {
                if (progress.epoch() == epoch && ending.get() == null) {
                    ending.set(new Thread(stop::request));
                    ending.get().start();
                    while (ending.get().getState() != Thread.State.TIMED_WAITING) {
                        Thread.onSpinWait();
                    }
                }
            }
        };
    }
}
