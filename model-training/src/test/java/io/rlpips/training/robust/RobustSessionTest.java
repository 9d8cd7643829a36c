package io.rlpips.training.robust;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import io.rlpips.training.TestBundles;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.data.TrainingPictures;
import io.rlpips.training.run.MemoryLog;
import io.rlpips.training.run.OrderlyStop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RobustSessionTest {
    private static final int SIDE = 32;
    private static final int ROUNDS = 3;
    private static final int STEPS = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void theNumberOfArraysDoesNotGrowFromStepToStepOrFromRoundToRound(Norm norm) {
        RobustRecipe recipe = SmallRecipes.learning(
                ROUNDS, STEPS, 0, norm == Norm.L_2 ? CopyMixture.TOGETHER : CopyMixture.APART, norm, 0.1, 3e-4);
        List<RgbImage> pictures = DrawnPictures.several(12, SIDE, 5);
        NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU);
        List<Integer> arrays = new ArrayList<>();
        RobustListener counting = new RobustListener() {
            @Override
            public void step(Progress progress) {
                // those of the sub-managers are among them
                arrays.add(manager.getManagedArrays().size());
            }
        };

        try (OrderlyStop stop = OrderlyStop.onRequest();
                RobustSession session = new RobustSession(
                        manager,
                        recipe,
                        TestBundles.random(SIDE, 3),
                        TrainingPictures.NOT_NOTED,
                        Optional.empty(),
                        new MemoryLog(folder, MemoryLog.STANDARD_INTERVAL))) {
            Neighbourhoods neighbourhoods = new Neighbourhoods(recipe, pictures);
            CopyFeeder feeder = new CopyFeeder(pictures, recipe, 1);
            for (int round = 1; round <= ROUNDS; round++) {
                RobustSession.Tally tally = session.learnRound(neighbourhoods, feeder, counting, stop);
                session.averaged();
                session.checkpoint();
                session.finish(tally.result(round, new RobustValidation.Scores(0.1, Map.of(), Map.of(), 0, 1, 1)));
            }
        }

        assertThat(arrays).hasSize(ROUNDS * STEPS).containsOnly(arrays.get(0));
        // all the weights, their averages and the optimisers' moments
        assertThat(arrays.get(0))
                .isGreaterThanOrEqualTo(
                        4 * TestBundles.random(SIDE, 3).tensors().size());
    }
}
