package io.rlpips.metric.bundle;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How often two unrelated pictures come closer than a distance. Measured on pairs of unrelated pictures; between the
 * measured points the logarithm of the rate is linear in the distance.
 *
 * <p>Below the lowest point the rate follows the tail: excesses below a low quantile are taken as exponential, the
 * peaks-over-threshold model with shape 0, whose one parameter is the mean excess. The logarithm of the rate is then
 * linear in the distance there too. From one pair in {@link #pairs} downwards no pair was seen, so the rate is
 * {@linkplain #extrapolates extrapolated}, and below a thousandth of that nothing is said.
 *
 * @param pairs how many pairs of unrelated pictures were compared; at least 10
 * @param points distances and rates, both strictly rising; at least one
 * @param tailScale mean excess below the lowest point, as a distance: going down by it divides the rate by e; above 0
 */
public record CalibrationCurve(long pairs, List<Point> points, double tailScale) {
    /** Fewest distances a curve can be fitted to. */
    public static final int FEWEST_DISTANCES = 10;
    /** How many of the smallest distances the tail is fitted to, if there are as many. */
    public static final int TAIL_SAMPLE = 100;

    private static final double POINTS_PER_FACTOR_OF_TEN = 12;
    private static final double EXTRAPOLATED_FACTOR = 1000;

    /**
     * @param distance at least 0
     * @param falseMatchRate share of the pairs at most that far apart; above 0, at most 1
     */
    public record Point(double distance, double falseMatchRate) {
        public Point {
            boolean possible = distance >= 0 && Double.isFinite(distance) && falseMatchRate > 0 && falseMatchRate <= 1;
            if (!possible) {
                throw BundleFailure.of(
                        "calibration point with distance %s and rate %s: distances are finite and at least 0, rates above 0 and at most 1",
                        distance, falseMatchRate);
            }
        }
    }

    /** What stands behind the distance of a rate. */
    public enum Basis {
        /** Pairs that were compared and counted. */
        COUNTED,
        /** The tail that was fitted to the nearest pairs, within what they reach. */
        FITTED,
        /** The same tail, beyond all pairs that were compared. */
        EXTRAPOLATED
    }

    public CalibrationCurve {
        points = List.copyOf(points);
        if (pairs < FEWEST_DISTANCES || points.isEmpty()) {
            throw BundleFailure.of("calibration curve of %d points and %d pairs is too short", points.size(), pairs);
        }
        if (!(tailScale > 0) || Double.isInfinite(tailScale)) {
            throw BundleFailure.of("calibration curve has tail scale %s, above 0 is possible", tailScale);
        }
        for (int i = 1; i < points.size(); i++) {
            requireRising(points.get(i - 1), points.get(i));
        }
    }

    private static void requireRising(Point lower, Point upper) {
        if (!(lower.distance < upper.distance && lower.falseMatchRate < upper.falseMatchRate)) {
            throw BundleFailure.of("calibration curve does not rise from %s to %s", lower, upper);
        }
    }

    /**
     * Fits a curve to the smallest distances of a sample.
     *
     * @param smallestDistances the k smallest of all, ascending; at least {@value #FEWEST_DISTANCES}
     * @param totalPairs how many unrelated pairs were compared; at least k
     * @return points from the tail's upper end to the rate k / totalPairs
     * @throws RlpipsException INVALID_ARGUMENT if there are too few distances, they are not ascending, not finite,
     *     negative, more than there are pairs, or the smallest ones do not differ
     */
    public static CalibrationCurve fit(float[] smallestDistances, long totalPairs) {
        requireSample(smallestDistances, totalPairs);
        int tailRank = Math.min(TAIL_SAMPLE, smallestDistances.length);
        double anchor = smallestDistances[tailRank - 1];
        double excess = 0;
        for (int i = 0; i < tailRank - 1; i++) {
            excess += anchor - smallestDistances[i];
        }
        double scale = excess / (tailRank - 1);
        if (!(scale > 0)) {
            throw invalid("the %d smallest distances are all %s: no tail can be fitted", tailRank, anchor);
        }
        return new CalibrationCurve(totalPairs, quantiles(smallestDistances, tailRank, totalPairs), scale);
    }

    private static void requireSample(float[] distances, long totalPairs) {
        if (distances.length < FEWEST_DISTANCES || distances.length > totalPairs) {
            throw invalid(
                    "%d distances of %d pairs: a curve needs at least %d, and no more than there are pairs",
                    distances.length, totalPairs, FEWEST_DISTANCES);
        }
        float previous = 0;
        for (int i = 0; i < distances.length; i++) {
            if (!(distances[i] >= previous) || Float.isInfinite(distances[i])) {
                throw invalid(
                        "distance %s at place %d: distances are finite, at least 0 and ascending", distances[i], i);
            }
            previous = distances[i];
        }
    }

    /** Ranks at equal steps of the logarithm; of equal distances the highest rank, which is the rate that holds. */
    private static List<Point> quantiles(float[] distances, int lowestRank, long totalPairs) {
        List<Point> points = new ArrayList<>();
        double step = Math.pow(10, 1 / POINTS_PER_FACTOR_OF_TEN);
        double next = lowestRank;
        for (int rank = lowestRank; rank <= distances.length; rank++) {
            boolean lastOfEqual = rank == distances.length || distances[rank] > distances[rank - 1];
            if (lastOfEqual && (rank >= next || rank == distances.length)) {
                points.add(new Point(distances[rank - 1], (double) rank / totalPairs));
                next = Math.max(next * step, rank + 1);
            }
        }
        return points;
    }

    /**
     * The largest distance at which an upload to a bank still meets no more false alerts than wanted on average.
     *
     * @param falseAlertsPerUpload wanted at most, above 0
     * @param references in the bank, at least 1
     * @param views compared a reference, at least 1
     * @throws RlpipsException INVALID_ARGUMENT if the curve says nothing about the rate this needs
     */
    public double thresholdFor(double falseAlertsPerUpload, long references, int views) {
        if (!(falseAlertsPerUpload > 0) || references < 1 || views < 1) {
            throw invalid(
                    "%s false alerts per upload against %d references of %d views: all must be above 0",
                    falseAlertsPerUpload, references, views);
        }
        return distanceAt(falseAlertsPerUpload / references / views);
    }

    /**
     * @param falseMatchRate of a pair, between {@link #lowestRate} and {@link #highestRate}
     * @return the distance that so many unrelated pairs come closer than; above 0
     * @throws RlpipsException INVALID_ARGUMENT if the curve says nothing about this rate
     */
    public double distanceAt(double falseMatchRate) {
        if (!(falseMatchRate >= lowestRate() && falseMatchRate <= highestRate())) {
            throw invalid(
                    "a false-match rate of %.3g a pair is outside what %d pairs can say: %.3g to %.3g",
                    falseMatchRate, pairs, lowestRate(), highestRate());
        }
        Point lowest = points.get(0);
        double distance = falseMatchRate < lowest.falseMatchRate
                ? lowest.distance + tailScale * Math.log(falseMatchRate / lowest.falseMatchRate)
                : interpolatedDistance(falseMatchRate);
        if (!(distance > 0)) {
            throw invalid(
                    "no distance is small enough for a false-match rate of %.3g a pair: the curve reaches 0 at %.3g",
                    falseMatchRate, falseMatchRateAt(0));
        }
        return distance;
    }

    private double interpolatedDistance(double rate) {
        Point lower = points.get(0);
        for (Point upper : points) {
            if (rate <= upper.falseMatchRate) {
                return upper == lower ? lower.distance : between(lower, upper, rate);
            }
            lower = upper;
        }
        throw new IllegalStateException("rate " + rate + " is above the highest");
    }

    private static double between(Point lower, Point upper, double rate) {
        double share = Math.log(rate / lower.falseMatchRate) / Math.log(upper.falseMatchRate / lower.falseMatchRate);
        return lower.distance + share * (upper.distance - lower.distance);
    }

    /**
     * @param distance at least 0 and at most that of the highest point
     * @return the share of unrelated pairs at most that far apart
     * @throws RlpipsException INVALID_ARGUMENT beyond the highest point
     */
    public double falseMatchRateAt(double distance) {
        Point lower = points.get(0);
        Point highest = points.get(points.size() - 1);
        if (!(distance >= 0 && distance <= highest.distance)) {
            throw invalid("distance %s is outside the calibration curve: 0 to %s", distance, highest.distance);
        }
        if (distance <= lower.distance) {
            return lower.falseMatchRate * Math.exp((distance - lower.distance) / tailScale);
        }
        int next = 1;
        while (points.get(next).distance < distance) {
            lower = points.get(next++);
        }
        Point upper = points.get(next);
        double share = (distance - lower.distance) / (upper.distance - lower.distance);
        return lower.falseMatchRate * Math.pow(upper.falseMatchRate / lower.falseMatchRate, share);
    }

    /** @return whether so low a rate rests on the fitted tail alone, because fewer than one pair was seen at it */
    public boolean extrapolates(double falseMatchRate) {
        return falseMatchRate < 1.0 / pairs;
    }

    /** @return what the distance of this rate rests on */
    public Basis basis(double falseMatchRate) {
        if (extrapolates(falseMatchRate)) {
            return Basis.EXTRAPOLATED;
        }
        return falseMatchRate < points.get(0).falseMatchRate ? Basis.FITTED : Basis.COUNTED;
    }

    /** @return the lowest rate that the curve says something about, extrapolated by a factor of a thousand */
    public double lowestRate() {
        return Math.min(points.get(0).falseMatchRate, 1.0 / pairs) / EXTRAPOLATED_FACTOR;
    }

    /** @return the largest distance that a rate was measured of */
    public double highestDistance() {
        return points.get(points.size() - 1).distance;
    }

    /** @return the highest rate that was measured */
    public double highestRate() {
        return points.get(points.size() - 1).falseMatchRate;
    }

    private static RlpipsException invalid(String format, Object... arguments) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, String.format(Locale.ROOT, format, arguments));
    }
}
