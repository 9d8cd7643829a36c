package io.rlpips.training.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.metric.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** How fast pictures are only looked at, as the measure of how fast they are learnt from. */
public final class ForwardSpeed {
    private static final int BATCH = 32;
    private static final int WARM_UP_PASSES = 1;
    private static final int PASSES = 4;

    private ForwardSpeed() {}

    /**
     * @param manager of a sub-manager that everything is allocated in
     * @param network of pictures, float32 [N, 3, S, S] in [-1, 1], to whatever is learnt from
     * @param pictures of one size, at least one
     * @return images a second in batches of at most 32, the median of a few passes
     */
    public static double measure(NDManager manager, Function<NDArray, ?> network, List<RgbImage> pictures) {
        List<RgbImage> batch = pictures.subList(0, Math.min(BATCH, pictures.size()));
        long[] nanos = new long[PASSES];
        for (int pass = -WARM_UP_PASSES; pass < PASSES; pass++) {
            try (NDManager scratch = manager.newSubManager()) {
                NDArray input = PictureTensors.of(scratch, batch);
                long started = System.nanoTime();
                Gradients.withoutRecording(() -> network.apply(input));
                nanos[Math.max(0, pass)] = System.nanoTime() - started;
            }
        }
        Arrays.sort(nanos);
        return batch.size() * 1e9 / nanos[PASSES / 2];
    }
}
