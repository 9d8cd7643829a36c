package io.rlpips.metric.image;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * A rectangle within a picture of any size, in continuous coordinates: shares of the width and the height, from the left
 * and from the top. Edges may lie within pixels.
 *
 * @param left 0 to below {@code right}
 * @param top 0 to below {@code bottom}
 * @param right at most 1
 * @param bottom at most 1
 */
public record Region(double left, double top, double right, double bottom) {
    public static final Region WHOLE = new Region(0, 0, 1, 1);

    /** @throws RlpipsException INVALID_ARGUMENT when the rectangle is empty or not within the picture */
    public Region {
        boolean across = 0 <= left && left < right && right <= 1;
        boolean down = 0 <= top && top < bottom && bottom <= 1;
        if (!across || !down) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "region from (%s, %s) to (%s, %s): a rectangle within (0, 0) to (1, 1) is needed"
                            .formatted(left, top, right, bottom));
        }
    }
}
