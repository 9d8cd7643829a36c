package io.rlpips.metric.bundle;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Locale;

/**
 * How near a reference of several views has to come. Each view is a chance more for an unrelated upload to come near by
 * accident. Were all views judged by one distance, it would have to be smaller for the picture as it is as well, and more
 * copies that were perturbed on purpose would escape. So the false matches that may happen are divided: the picture as it
 * is keeps a fixed share, the other views have the rest, equally. What is found under them, mirrored, turned, greyed and
 * cropped copies, is nearer to its view than perturbed copies are to the picture.
 *
 * @param asIs largest distance of a match between both pictures as they are
 * @param otherViews largest distance of a match between any other two views
 */
public record ViewThresholds(double asIs, double otherViews) {
    /** What the picture as it is keeps of the false matches. */
    public static final double AS_IS_SHARE = 0.8;

    /** @return one threshold for all views */
    public static ViewThresholds same(double distance) {
        return new ViewThresholds(distance, distance);
    }

    /**
     * Divides a rate of false matches between the views of a reference, each taken to come as near to an unrelated upload as
     * the picture as it is. The rate of the whole is at most their sum, whatever they have to do with each other; it is
     * less, because the views of a picture resemble each other, but for uploads with a border, which are compared a second
     * time without it: measuring pairs under all views, as calibrating does, counts that, too. A share beyond the end of the
     * curve gets the distance there, which keeps to less.
     *
     * @param pairRate of a pair of pictures, over all views, above 0
     * @param views of a reference, the picture as it is included, at least 1
     * @param asIsShare from 1/views, where all count the same, to below 1
     * @return the other views' at most that of the picture as it is; 0 where no distance is small enough for their share,
     *     so that only what has the same fingerprint matches
     * @throws RlpipsException INVALID_ARGUMENT for a share out of range, and for a rate so low that the curve says nothing
     *     about what the picture as it is keeps of it
     */
    public static ViewThresholds of(CalibrationCurve curve, double pairRate, int views, double asIsShare) {
        if (views < 1) {
            throw invalid("%d views, must be at least 1", views);
        }
        if (views == 1) {
            return same(distance(curve, pairRate));
        }
        requireShare(asIsShare, views);
        double others = (1 - asIsShare) / (views - 1) * pairRate;
        double asIs = distance(curve, asIsShare * pairRate);
        return new ViewThresholds(asIs, Math.min(asIs, reached(curve, others)));
    }

    private static void requireShare(double asIsShare, int views) {
        double equally = 1.0 / views;
        if (!(asIsShare >= equally * (1 - 1e-12) && asIsShare < 1)) {
            throw invalid(
                    "a share of %s for the picture as it is: with %d views it must be at least %.4f and below 1",
                    asIsShare, views, equally);
        }
    }

    private static double reached(CalibrationCurve curve, double rate) {
        boolean nothingIsNearEnough = rate <= Math.max(curve.falseMatchRateAt(0), curve.lowestRate());
        return nothingIsNearEnough ? 0 : distance(curve, rate);
    }

    private static double distance(CalibrationCurve curve, double rate) {
        return curve.distanceAt(Math.min(rate, curve.highestRate()));
    }

    /** @return whether two views are near enough, {@code ofBothAsTheyAre} or any others */
    public boolean reach(double distance, boolean ofBothAsTheyAre) {
        return distance <= (ofBothAsTheyAre ? asIs : otherViews);
    }

    /** @return the larger of both */
    public double largest() {
        return Math.max(asIs, otherViews);
    }

    /** @return how much nearer than the pictures as they are any other two views have to be, as a distance */
    public double handicap() {
        return asIs - otherViews;
    }

    private static RlpipsException invalid(String format, Object... arguments) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, String.format(Locale.ROOT, format, arguments));
    }
}
