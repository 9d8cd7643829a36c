package io.rlpips.training.baseline;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;

/**
 * A published measure of how alike two pictures are, to compare a learned metric with. Each has its own figure, unit and
 * direction; {@link #distance} makes them comparable. Thread-safe. Most hold nothing to close.
 */
public interface Baseline extends AutoCloseable {
    /** @return in lower case, as tables and the command line call it: {@code ms-ssim} */
    String name();

    /** @return all that the figures depend on besides the pictures, to tell results of one measure from another's */
    default String identity() {
        return name();
    }

    /** @return the unit of {@link #figure}: {@code dB}, or what lies between which bounds */
    String unit();

    /**
     * The figure as it is published, symmetric in the pictures.
     *
     * @throws RlpipsException INVALID_ARGUMENT when the sizes differ or are too small for the measure
     */
    double figure(RgbImage a, RgbImage b);

    /** @return the figure as a distance: at least 0, 0 for equal pictures, smaller is closer */
    double distanceOf(double figure);

    /**
     * @return at least 0, 0 for equal pictures, smaller is closer; may be infinite
     * @throws RlpipsException INVALID_ARGUMENT when the sizes differ or are too small for the measure
     */
    default double distance(RgbImage a, RgbImage b) {
        return distanceOf(figure(a, b));
    }

    @Override
    default void close() {}

    /** @throws RlpipsException INVALID_ARGUMENT when the sizes differ or a side is below {@code minimumSide} pixels */
    static void requireComparable(String measure, RgbImage a, RgbImage b, int minimumSide) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s of pictures of different sizes: %d x %d and %d x %d"
                            .formatted(measure, a.width(), a.height(), b.width(), b.height()));
        }
        if (Math.min(a.width(), a.height()) < minimumSide) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s of pictures of %d x %d, needs sides of at least %d"
                            .formatted(measure, a.width(), a.height(), minimumSide));
        }
    }
}
