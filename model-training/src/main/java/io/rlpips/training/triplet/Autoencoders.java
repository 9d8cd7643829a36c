package io.rlpips.training.triplet;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import java.util.ArrayList;
import java.util.List;

/**
 * A handful of small networks, each kept as it was at several moments of its training. Running them is thread-safe; the
 * creator closes it, which frees them.
 */
final class Autoencoders implements AutoCloseable {
    private static final int NETWORKS = 6;
    private static final String STAGE = "training small networks";
    private static final long SHAPES = "autoencoder shapes".hashCode();

    private final NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU);
    private final List<Stages> networks = new ArrayList<>();

    /** One network, from the least trained on. */
    record Stages(List<Autoencoder> networks) {
        Autoencoder last() {
            return networks.get(networks.size() - 1);
        }
    }

    private Autoencoders() {}

    /** Trains them on the calling thread, so that what they become does not depend on threads. */
    static Autoencoders trained(List<RgbImage> photos, GenerationSettings settings, GenerationListener listener) {
        Autoencoders all = new Autoencoders();
        long steps = (long) NETWORKS * settings.networkSteps();
        for (int i = 0; i < NETWORKS; i++) {
            long before = (long) i * settings.networkSteps();
            AutoencoderShape shape = AutoencoderShape.drawn(Seeds.stream(settings.seed(), SHAPES, i));
            AutoencoderTraining training = new AutoencoderTraining(photos, shape, settings, i);
            all.networks.add(
                    new Stages(training.run(all.manager, done -> listener.progress(STAGE, before + done, steps))));
        }
        return all;
    }

    List<Stages> all() {
        return networks;
    }

    NDManager scratch() {
        return manager.newSubManager();
    }

    @Override
    public void close() {
        manager.close();
    }
}
