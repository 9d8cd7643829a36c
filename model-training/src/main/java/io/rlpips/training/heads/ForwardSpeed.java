package io.rlpips.training.heads;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.heads.ranking.HeadedMetric;
import java.util.Arrays;
import java.util.List;

/** How fast pictures are only looked at, as the measure of how fast they are learnt from. */
final class ForwardSpeed {
    private static final int BATCH = 32;
    private static final int WARM_UP_PASSES = 1;
    private static final int PASSES = 4;

    private ForwardSpeed() {}

    /** @return images a second in batches of at most 32, the median of a few passes */
    static double measure(NDManager manager, HeadedMetric metric, List<Triplet> triplets) {
        List<Triplet> batch = triplets.subList(0, Math.min(BATCH, triplets.size()));
        long[] nanos = new long[PASSES];
        try (NDManager scratch = manager.newSubManager()) {
            NDArray pictures = PictureTensors.of(
                    scratch, batch.stream().map(Triplet::reference).toList());
            for (int pass = -WARM_UP_PASSES; pass < PASSES; pass++) {
                long started = System.nanoTime();
                Gradients.withoutRecording(() -> metric.features(pictures));
                nanos[Math.max(0, pass)] = System.nanoTime() - started;
            }
        }
        Arrays.sort(nanos);
        return batch.size() * 1e9 / nanos[PASSES / 2];
    }
}
