package io.rlpips.training.detection;

/**
 * The distance that a share of unrelated pairs come closer than.
 *
 * @param falseMatchRate the share
 * @param distance by the calibration curve, whose tail is fitted to the 100 smallest distances
 * @param distanceInterval of 95 %, by resampling pictures
 * @param rank how many of the compared pairs the share is, rounded down; 0 where the curve is extrapolated
 * @param rankDistance the distance of the pair of that rank, which no fit touched; 0 where there is none
 * @param rateInterval of 95 %, in which the rate at {@code distance} lies by resampling pictures
 */
public record Threshold(
        double falseMatchRate,
        double distance,
        Interval distanceInterval,
        long rank,
        double rankDistance,
        Interval rateInterval) {

    public boolean extrapolated() {
        return rank == 0;
    }
}
