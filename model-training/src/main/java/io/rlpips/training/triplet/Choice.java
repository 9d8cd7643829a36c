package io.rlpips.training.triplet;

import java.util.List;
import java.util.SplittableRandom;

/** Draws that several families make. */
final class Choice {
    private Choice() {}

    static <T> T of(List<T> options, SplittableRandom random) {
        return options.get(random.nextInt(options.size()));
    }

    static double between(double least, double most, SplittableRandom random) {
        return least + (most - least) * random.nextDouble();
    }

    /** @return an angle in radians */
    static double direction(SplittableRandom random) {
        return 2 * Math.PI * random.nextDouble();
    }

    /** @return 1 or -1 */
    static int sign(SplittableRandom random) {
        return random.nextBoolean() ? 1 : -1;
    }
}
