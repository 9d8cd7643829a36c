package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;

/**
 * A just-noticeable-difference trial (JND, Zhang et al. 2018): do two pictures look the same?
 *
 * @param name its place in its set, for messages: {@code val/traditional/000012}
 * @param family of distortions, BAPPS' folder name: {@code traditional} or {@code cnn}
 * @param first p0
 * @param second p1, the first one's size
 * @param sameShare the judgment, 0 to 1: the share of judges who said that they are the same
 */
public record JudgedPair(String name, String family, RgbImage first, RgbImage second, float sameShare) {
    public JudgedPair {
        if (!(sameShare >= 0 && sameShare <= 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "judgment of pair %s is %s, must lie between 0 and 1".formatted(name, sameShare));
        }
    }
}
