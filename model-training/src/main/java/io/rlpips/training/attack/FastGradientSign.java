package io.rlpips.training.attack;

/**
 * FGSM (Goodfellow et al. 2015): one step of the whole radius, from a random start, because at an exact copy the gradient
 * of its distance is zero; under l_2 along the gradient instead of its sign. The step of {@link ProjectedGradient} with
 * one step of one radius.
 */
public record FastGradientSign() implements IterativeAttack {
    @Override
    public int looks() {
        return 2;
    }

    @Override
    public boolean usesGradients() {
        return true;
    }

    @Override
    public String describe() {
        return "FGSM, 1 step";
    }

    @Override
    public Search begin(Neighbourhood neighbourhood) {
        return new SteepestSearch(neighbourhood, neighbourhood.budget().radius(), 0);
    }
}
