package io.rlpips.training.triplet;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * BAPPS' cnn distortions: what small networks make of a picture. The severity is how early in its training a network was
 * stopped, how little of its bottleneck it may use, or how much of its output is laid over the picture.
 */
final class NetworkFamily implements DistortionFamily {
    /** Below this even the best network has left its mark. */
    private static final double LEAST_SEVERITY = 0.2;

    private final Autoencoders networks;

    NetworkFamily(Autoencoders networks) {
        this.networks = networks;
    }

    @Override
    public String name() {
        return "cnn";
    }

    @Override
    public Degradation draw(SplittableRandom random) {
        Autoencoders.Stages stages = Choice.of(networks.all(), random);
        return switch (random.nextInt(3)) {
            case 0 -> stoppedEarly(stages);
            case 1 -> narrowed(stages.last());
            default -> laidOver(stages);
        };
    }

    @Override
    public Degradation drawGradual(SplittableRandom random) {
        return laidOver(Choice.of(networks.all(), random));
    }

    Degradation stoppedEarly(Autoencoders.Stages stages) {
        int last = stages.networks().size() - 1;
        return new Degradation("network-stopped-early", levels(last + 1), (source, severity, random) -> {
            Autoencoder network = stages.networks().get(last - level(severity, last + 1));
            return output(network, source, network.shape().code(), random).toImage();
        });
    }

    private Degradation narrowed(Autoencoder network) {
        // Every width halves the one before.
        int count = 1 + (int) Math.round(Math.log(network.shape().code()) / Math.log(2));
        return new Degradation("network-narrowed", levels(count), (source, severity, random) -> {
            int channels = network.shape().code() >> level(severity, count);
            return output(network, source, channels, random).toImage();
        });
    }

    private Degradation laidOver(Autoencoders.Stages stages) {
        Autoencoder network = stages.networks().get(1);
        return Degradation.gradual("network-laid-over", (source, severity, random) -> {
            Raster output = output(network, source, network.shape().code(), random);
            return Raster.of(source)
                    .mixed(output, Degradation.linear(0.04, 1, severity))
                    .toImage();
        });
    }

    private static List<Double> levels(int count) {
        List<Double> levels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            levels.add(Degradation.linear(LEAST_SEVERITY, 1, i / (count - 1.0)));
        }
        return levels;
    }

    private static int level(double severity, int count) {
        return (int) Math.round((severity - LEAST_SEVERITY) / (1 - LEAST_SEVERITY) * (count - 1));
    }

    private Raster output(Autoencoder network, RgbImage source, int channels, SplittableRandom random) {
        try (NDManager scratch = networks.scratch()) {
            return Gradients.withoutRecording(() -> NetworkPictures.raster(network.run(
                    NetworkPictures.tensor(
                            scratch, List.of(source), network.shape().noiseSigma(), random),
                    channels)));
        }
    }
}
