package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What a campaign came to.
 *
 * @param budget it had
 * @param perturbed float32 [N, 3, H, W] in [0, 1], inside the budget, the best of each picture; belongs to the manager of
 *     the originals, and the caller may close it
 * @param outcomes one a picture
 */
public record CampaignResult(Budget budget, NDArray perturbed, List<Outcome> outcomes) {
    /**
     * How it went for one picture.
     *
     * @param value of the objective at the best point; with 8 bits asked for, of the rounded picture
     * @param distance the perceptual distance that this value stands for
     * @param reached whether the goal was met
     * @param looks how often the attack asked for the objective: queries of a black box, steps and starts of the others;
     *     measuring rounded pictures is not counted, the attack learns nothing from it
     */
    public record Outcome(float value, double distance, boolean reached, long looks) {}

    public CampaignResult {
        outcomes = List.copyOf(outcomes);
    }

    /** @return how many pictures met the goal */
    public int reached() {
        return (int) outcomes.stream().filter(Outcome::reached).count();
    }

    /** @return the share of pictures that met the goal, 0 to 1 */
    public double reachedShare() {
        return (double) reached() / outcomes.size();
    }
}
