package io.rlpips.training.agreement;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * What a metric makes of a triplet, beside what the judges made of it.
 *
 * @param first distance of the first version from the reference
 * @param second distance of the second version from the reference; the smaller is the metric's choice
 * @param secondShare share of judges who found the second version closer, 0 to 1
 */
public record Choice(double first, double second, double secondShare) {
    private static final double UNDECIDED = 0.5;

    public Choice {
        if (Double.isNaN(first) || Double.isNaN(second) || !(secondShare >= 0 && secondShare <= 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "choice between distances %s and %s, judged %s: needs numbers and a judgment between 0 and 1"
                            .formatted(first, second, secondShare));
        }
    }

    /** @return share of the judges who agree with the metric; a half where the distances are equal */
    public double agreement() {
        return byDistance(1 - secondShare, secondShare);
    }

    /** @return 1 where the metric chooses what most judges chose, 0 where not, a half where either is undecided */
    public double withMajority() {
        return undecided() ? UNDECIDED : byDistance(secondShare < UNDECIDED ? 1 : 0, secondShare > UNDECIDED ? 1 : 0);
    }

    /** @return 1 where the judges want the first version nearer, -1 where the second, 0 where they are undecided */
    double wanted() {
        return Math.signum(UNDECIDED - secondShare);
    }

    /** @return whether a change of the distances could lower the agreement */
    boolean canBeLowered() {
        return wanted() * (second - first) >= 0 && !undecided();
    }

    Choice withFirst(double distance) {
        return new Choice(distance, second, secondShare);
    }

    Choice withSecond(double distance) {
        return new Choice(first, distance, secondShare);
    }

    private boolean undecided() {
        return secondShare == UNDECIDED;
    }

    private double byDistance(double firstCloser, double secondCloser) {
        if (first == second) {
            return UNDECIDED;
        }
        return first < second ? firstCloser : secondCloser;
    }
}
