package io.rlpips.training.heads;

/**
 * How well a metric agrees with the judgments of the triplets held back.
 *
 * @param loss mean l_ce
 * @param agreement 2AFC as LPIPS defines it: mean share of judges on the metric's side, half where it is undecided
 * @param majority 2AFC as the later R-LPIPS code reports it: share of triplets where the metric sides with the majority
 */
public record ValidationScore(double loss, double agreement, double majority) {}
