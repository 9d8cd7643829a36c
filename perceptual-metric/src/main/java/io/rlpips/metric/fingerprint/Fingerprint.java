package io.rlpips.metric.fingerprint;

import io.rlpips.metric.search.SquaredDistance;
import java.util.Arrays;

/**
 * The point a picture is mapped to (Phi of {@link io.rlpips.metric.distance.Lpips}); squared Euclidean distances between two of the same model are
 * perceptual distances. Immutable by convention.
 *
 * @param values as many as {@link PerceptualModel#fingerprintLength()}
 */
public record Fingerprint(float[] values) {
    /** @return the perceptual distance to another picture's fingerprint of the same model */
    public double distanceTo(Fingerprint other) {
        return SquaredDistance.between(values, other.values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Fingerprint[" + values.length + "]";
    }
}
