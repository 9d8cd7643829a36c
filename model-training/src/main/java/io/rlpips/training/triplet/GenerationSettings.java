package io.rlpips.training.triplet;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.List;

/**
 * What is generated.
 *
 * @param seed of everything that is drawn
 * @param trainTriplets to learn from, in all, spread over their families; 0 or more
 * @param perFamily triplets to measure on, and just-noticeable-difference pairs, of each family; 0 or more
 * @param networkSteps of training for each of the small networks, at least 16
 * @param side columns and rows of the pictures, 16 to 1024 and divisible by four, which the small networks need
 * @param sources names of what the photos were taken from, for the manifest
 * @param threads without influence on the result
 */
public record GenerationSettings(
        long seed, int trainTriplets, int perFamily, int networkSteps, int side, List<String> sources, int threads) {
    public static final long STANDARD_SEED = 1;
    public static final int STANDARD_TRAIN_TRIPLETS = 6000;
    public static final int STANDARD_PER_FAMILY = 300;
    public static final int STANDARD_NETWORK_STEPS = 400;

    /** BAPPS' names have six digits. */
    private static final int MOST = 1_000_000;

    private static final int FEWEST_NETWORK_STEPS = 16;
    private static final int SMALLEST_SIDE = 16;
    private static final int LARGEST_SIDE = 1024;

    public GenerationSettings {
        sources = List.copyOf(sources);
        within("training triplets", trainTriplets, 0, MOST);
        within("trials a family", perFamily, 0, MOST);
        within("training steps of a network", networkSteps, FEWEST_NETWORK_STEPS, MOST);
        within("side of the pictures", side, SMALLEST_SIDE, LARGEST_SIDE);
        if (side % 4 != 0) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "side of the pictures: " + side + ", must be divisible by four");
        }
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s: %d, must lie between %d and %d".formatted(name, value, least, most));
        }
    }
}
