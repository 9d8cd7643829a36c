package io.rlpips.training.attack;

/**
 * One run of an attack on one picture: says where to look, is told what was found there, says where to look next. It
 * never asks for the objective itself, so whoever drives it decides what a look costs, counts the looks, has many
 * pictures looked at together, and drops a picture that needs no more. Belongs to one thread.
 */
public interface Search {
    /** Writes where to look first when nothing better is known: a random point, unless the attack has its own. */
    default void start(Neighbourhood neighbourhood, float[] point) {
        neighbourhood.randomPoint(point);
    }

    /**
     * @param look what was found at the point asked for last
     * @param next written to, [3, H, W]: where to look next, inside the ball and the range
     * @return where the step began: the point of the look or the best one
     */
    float[] next(Look look, float[] next);
}
