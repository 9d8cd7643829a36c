package io.rlpips.training.projection;

/**
 * What a projection leaves to be compared exactly, counted on pairs of unrelated pictures.
 *
 * @param pairs how many were looked at
 * @param survivors whose lower bound is at most the threshold
 * @param matches whose distance is at most the threshold
 * @param violations whose lower bound is above their distance: none, or the search would lose matches
 */
public record Survivors(long pairs, long survivors, long matches, long violations) {
    public double share() {
        return (double) survivors / pairs;
    }
}
