package io.rlpips.training.triplet;

import java.util.SplittableRandom;

/** BAPPS' mix: a traditional distortion, a network's, or a network's on top of a traditional one. */
final class MixedFamily implements DistortionFamily {
    private final DistortionFamily traditional;
    private final DistortionFamily networks;

    MixedFamily(DistortionFamily traditional, DistortionFamily networks) {
        this.traditional = traditional;
        this.networks = networks;
    }

    @Override
    public String name() {
        return "mix";
    }

    @Override
    public Degradation draw(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> traditional.draw(random);
            case 1 -> networks.draw(random);
            default -> both(traditional.draw(random), networks.drawGradual(random));
        };
    }

    private static Degradation both(Degradation first, Degradation second) {
        return Degradation.gradual(
                first.name() + "+" + second.name(),
                (source, severity, random) -> second.apply(first.apply(source, severity, random), severity, random));
    }
}
