package io.rlpips.training.robust;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.Budget.Norm;

/**
 * How a metric is made robust. Everything a run's result depends on, beside the pictures and the start.
 *
 * @param rounds parts of the run; at the end of each it is validated and can be resumed
 * @param stepsPerRound optimiser steps a round
 * @param patience after how many rounds without a better score the run ends early; 0 for never. The learning rate falls
 *     over all rounds, however many there will be
 * @param groupsPerStep pictures drawn for a step, each with its neighbours
 * @param neighbours of each, among the nearest to it under the metric as it is
 * @param confusable share of those drawn that are drawn for being near another picture, e times as often for each
 *     {@code temperature} by which that one is nearer
 * @param copies which are edited, which attacked
 * @param crops share of the edited copies that are cropped, by up to a fifth at each side
 * @param overlays share of the edited copies with a band or rows drawn over them
 * @param norm of the budgets that copies are attacked with
 * @param epsilon middle of those budgets, in pixel units; {@code copies} says what a copy's own is
 * @param attackSteps gradient steps of the attack
 * @param peakLearningRate of the backbone
 * @param headRate how much faster the heads learn than the backbone
 * @param warmUpSteps until the peak is reached
 * @param weightDecay of the convolutions
 * @param invarianceWeight of the mean distance of attacked, edited copies to their originals
 * @param contrastWeight of telling a copy's original from the other pictures of the step
 * @param temperature of that, as a share of the mean distance of unrelated pictures
 * @param spreadWeight of keeping nearest neighbours apart
 * @param scaleWeight of keeping the mean distance of unrelated pictures at {@link #MEAN_DISTANCE}
 * @param averaging share of the old in the running average of the weights, which is what is published
 * @param seed of order, neighbours, edits and attacks
 */
public record RobustRecipe(
        int rounds,
        int stepsPerRound,
        int patience,
        int groupsPerStep,
        int neighbours,
        double confusable,
        CopyMixture copies,
        double crops,
        double overlays,
        Norm norm,
        double epsilon,
        int attackSteps,
        double peakLearningRate,
        double headRate,
        int warmUpSteps,
        double weightDecay,
        double invarianceWeight,
        double contrastWeight,
        double temperature,
        double spreadWeight,
        double scaleWeight,
        double averaging,
        long seed) {
    /** The mean distance of unrelated pictures: the scale of a metric is free, so it is fixed. */
    public static final double MEAN_DISTANCE = 0.5;

    /** That of the default bundle's training from version 5 to 6; those before and after are beside the bundle. */
    public static final RobustRecipe STANDARD = new RobustRecipe(
            10,
            500,
            0,
            16,
            3,
            0.5,
            CopyMixture.APART,
            0.8,
            0.45,
            Norm.L_INF,
            14.0 / 255,
            4,
            4e-4,
            5,
            100,
            1e-4,
            1.5,
            1,
            0.1,
            0.2,
            20,
            0.998,
            1);

    public RobustRecipe {
        require("rounds", rounds, 1);
        // recipes of before there was a choice
        norm = norm == null ? Norm.L_INF : norm;
        copies = copies == null ? CopyMixture.TOGETHER : copies;
        require("steps a round", stepsPerRound, 1);
        require("patience", patience, 0);
        require("groups a step", groupsPerStep, 1);
        require("neighbours", neighbours, 1);
        require("attack steps", attackSteps, 1);
        requireRadius(norm, epsilon);
        requireShare("share of confusable pictures", confusable);
        requireShare("share of crops", crops);
        requireShare("share of overlays", overlays);
        if (!(peakLearningRate > 0) || !(temperature > 0) || !(averaging >= 0 && averaging < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "learning rate %s, temperature %s, averaging %s: need above 0, above 0, and 0 to below 1"
                            .formatted(peakLearningRate, temperature, averaging));
        }
    }

    /** @return the middle of the budgets where it is not chosen: one and a half times what tables measure at */
    public static double standardEpsilon(Norm norm) {
        return switch (norm) {
            case L_INF -> STANDARD.epsilon();
            case L_2 -> 1.5;
        };
    }

    /** @return pictures a step learns from */
    public int picturesPerStep() {
        return groupsPerStep * (1 + neighbours);
    }

    /** @return steps of the whole run */
    public long steps() {
        return (long) rounds * stepsPerRound;
    }

    private static void require(String name, int value, int least) {
        if (value < least) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%s: %d, needs at least %d".formatted(name, value, least));
        }
    }

    private static void requireRadius(Norm norm, double epsilon) {
        switch (norm) {
            case L_INF -> requireShare("epsilon", epsilon);
            case L_2 -> new Budget(norm, epsilon);
        }
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%s of %s, needs 0 to 1".formatted(name, value));
        }
    }
}
