package io.rlpips.training.triplet;

import io.rlpips.metric.image.RgbImage;
import java.util.SplittableRandom;

/** A family of distortions as BAPPS (Zhang et al. 2018) groups them. Thread-safe. */
interface DistortionFamily {
    /** @return BAPPS' folder name: {@code traditional}, {@code cnn} ... */
    String name();

    /** @return whether its distortions show on this picture */
    default boolean suits(RgbImage picture) {
        return true;
    }

    /** @return a kind with all but the severity decided */
    Degradation draw(SplittableRandom random);

    /** @return a kind whose severity can be any number, and which at 0 changes next to nothing */
    default Degradation drawGradual(SplittableRandom random) {
        return draw(random);
    }
}
