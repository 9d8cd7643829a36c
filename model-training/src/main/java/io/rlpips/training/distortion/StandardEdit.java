package io.rlpips.training.distortion;

import java.util.function.LongFunction;

/**
 * A row of the tables that edits are reported in.
 *
 * @param name as the tables have it: {@code jpeg q10}, {@code crop 5 %}
 * @param withSeed the edit for a seed, which decides what is random about it; many ignore it
 */
public record StandardEdit(String name, LongFunction<Distortion> withSeed) {
    /** @return the edit itself; the same seed gives the same edit */
    public Distortion with(long seed) {
        return withSeed.apply(seed);
    }

    static StandardEdit fixed(String name, Distortion edit) {
        return new StandardEdit(name, seed -> edit);
    }
}
