package io.rlpips.training.robust;

import io.rlpips.training.attack.Budget.Norm;

/** Recipes of a few pictures a step, which tests can afford. */
final class SmallRecipes {
    private SmallRecipes() {}

    /** For what is drawn of the pictures and how copies are made; nothing is learnt by it. */
    static RobustRecipe drawing(
            int rounds, int stepsPerRound, int groups, int neighbours, double confusable, CopyMixture copies) {
        return new RobustRecipe(
                rounds,
                stepsPerRound,
                0,
                groups,
                neighbours,
                confusable,
                copies,
                0.5,
                0.3,
                Norm.L_INF,
                0.03,
                1,
                1e-4,
                1,
                1,
                0,
                1,
                1,
                0.1,
                0,
                1,
                0.9,
                3);
    }

    /** To learn by: eight pictures a step, a quarter of those drawn confusable ones. */
    static RobustRecipe learning(
            int rounds,
            int stepsPerRound,
            int patience,
            CopyMixture copies,
            Norm norm,
            double epsilon,
            double learningRate) {
        return new RobustRecipe(
                rounds,
                stepsPerRound,
                patience,
                4,
                1,
                0.25,
                copies,
                0.5,
                0.3,
                norm,
                epsilon,
                1,
                learningRate,
                3,
                2,
                1e-4,
                1.5,
                1,
                0.1,
                0.1,
                20,
                0.9,
                7);
    }
}
