package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;

/**
 * A two-alternative forced choice (2AFC, Zhang et al. 2018): which of two versions looks more like the reference?
 *
 * @param name its place in its set, for messages: {@code val/traditional/000012}
 * @param family of distortions, BAPPS' folder name: {@code traditional}, {@code cnn}, {@code superres} ...
 * @param reference ref
 * @param first p0, the reference's size
 * @param second p1, the reference's size
 * @param secondShare the judgment, 0 to 1: the share of judges who found {@code second} closer
 */
public record Triplet(
        String name, String family, RgbImage reference, RgbImage first, RgbImage second, float secondShare) {
    public Triplet {
        if (!(secondShare >= 0 && secondShare <= 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "judgment of triplet %s is %s, must lie between 0 and 1".formatted(name, secondShare));
        }
    }
}
