package io.rlpips.training.attack;

import java.util.SplittableRandom;

/** What Square does to one picture under one norm. A change is [3, H, W], added to the original. Immutable. */
interface SquareMoves {
    /** Writes a first change, as long as the budget allows. */
    void begin(SplittableRandom random, float[] change);

    /**
     * Alters a change within a square, or moves some of it there.
     *
     * @param share of the picture that the square should cover, 0 to 1
     */
    void alter(SplittableRandom random, float[] change, double share);
}
