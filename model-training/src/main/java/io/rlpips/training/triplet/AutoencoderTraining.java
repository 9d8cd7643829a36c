package io.rlpips.training.triplet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.optimiser.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/** Trains one small network briefly, and keeps it as it was after every doubling of the steps. */
final class AutoencoderTraining {
    /** Moments that are kept; each has had half the training of the next. */
    static final int STAGES = 5;

    private static final int BATCH = 8;
    private static final double LEARNING_RATE = 3e-3;
    private static final long WEIGHTS = "autoencoder weights".hashCode();
    private static final long BATCHES = "autoencoder batches".hashCode();

    private final List<RgbImage> photos;
    private final AutoencoderShape shape;
    private final GenerationSettings settings;
    private final int number;

    AutoencoderTraining(List<RgbImage> photos, AutoencoderShape shape, GenerationSettings settings, int number) {
        this.photos = photos;
        this.shape = shape;
        this.settings = settings;
        this.number = number;
    }

    /**
     * @param keeper owns the networks that are returned
     * @return {@link #STAGES} of them, the least trained first
     */
    List<Autoencoder> run(NDManager keeper, IntConsumer progress) {
        List<Autoencoder> stages = new ArrayList<>();
        try (NDManager manager = keeper.newSubManager()) {
            Autoencoder network = Autoencoder.initialised(manager, shape, settings.seed() ^ WEIGHTS, number);
            Adam adam = new Adam(manager, network.parameters(), 0);
            for (int step = 1; step <= settings.networkSteps(); step++) {
                learn(manager, network, adam, Seeds.stream(settings.seed(), BATCHES, number, step));
                if (step == settings.networkSteps() >> (STAGES - 1 - stages.size())) {
                    stages.add(network.copy(keeper));
                }
                progress.accept(step);
            }
        }
        return stages;
    }

    private void learn(NDManager manager, Autoencoder network, Adam adam, SplittableRandom random) {
        try (NDManager scratch = manager.newSubManager()) {
            List<RgbImage> batch = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                batch.add(Choice.of(photos, random));
            }
            NDArray wanted = NetworkPictures.tensor(scratch, batch, 0, random);
            NDArray seen = NetworkPictures.tensor(scratch, batch, shape.noiseSigma(), random);
            // Every other step with a narrower bottleneck, so that its first channels carry the most.
            int channels = random.nextBoolean() ? shape.code() : 1 + random.nextInt(shape.code());
            NDArray loss = Gradients.recording(() -> {
                NDArray error = network.run(seen, channels).sub(wanted);
                return error.mul(error).mean();
            });
            Gradients.backward(loss);
        }
        adam.step(LEARNING_RATE);
    }
}
