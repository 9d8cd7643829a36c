package io.rlpips.training.triplet;

import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** BAPPS' traditional distortions: photometric, noise, blur, spatial, compression, and two or three of them in a row. */
final class TraditionalFamily implements DistortionFamily {
    private static final List<List<Function<SplittableRandom, Degradation>>> GROUPS =
            List.of(PhotometricKinds.ALL, NoiseKinds.ALL, BlurKinds.ALL, SpatialKinds.ALL, CompressionKinds.ALL);

    private static final double COMPOSED_SHARE = 0.5;
    private static final int MOST_STEPS = 3;
    /** Two steps at half severity are about as bad as one at full. */
    private static final double SEVERITY_OF_A_STEP = 0.7;

    @Override
    public String name() {
        return "traditional";
    }

    @Override
    public Degradation draw(SplittableRandom random) {
        return random.nextDouble() < COMPOSED_SHARE ? composed(random) : single(Choice.of(GROUPS, random), random);
    }

    private static Degradation single(List<Function<SplittableRandom, Degradation>> group, SplittableRandom random) {
        return Choice.of(group, random).apply(random);
    }

    /** Steps of different groups, all at the composition's severity. */
    private static Degradation composed(SplittableRandom random) {
        List<List<Function<SplittableRandom, Degradation>>> order = new ArrayList<>(GROUPS);
        Collections.shuffle(order, new Random(random.nextLong()));
        List<Degradation> steps = order.subList(0, 2 + random.nextInt(MOST_STEPS - 1)).stream()
                .map(group -> single(group, random))
                .toList();
        String name = steps.stream().map(Degradation::name).collect(Collectors.joining("+"));
        return Degradation.gradual(name, (source, severity, each) -> {
            RgbImage current = source;
            for (Degradation step : steps) {
                current = step.apply(current, SEVERITY_OF_A_STEP * severity, each);
            }
            return current;
        });
    }
}
