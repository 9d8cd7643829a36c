package io.rlpips.metric.search;

import java.util.function.Supplier;

/**
 * What is looked for.
 *
 * @param whole gives the fingerprint, as many floats as the index has dimensions; a search by compact rows asks for it
 *     only where a row may lie within the radius, which for most queries none does
 * @param radius largest distance that counts, inclusive; at least 0
 * @param asOf only rows whose {@link Validity} contains this moment are seen
 */
public record Query(Supplier<float[]> whole, double radius, long asOf) {
    public Query(float[] fingerprint, double radius, long asOf) {
        this(() -> fingerprint, radius, asOf);
    }

    /** @return made anew by each call where {@link #whole} does so */
    public float[] fingerprint() {
        return whole.get();
    }
}
