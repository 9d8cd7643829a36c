package io.rlpips.training.heads.adversary;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.attack.Budget;
import java.util.Locale;

/**
 * The adversary that a metric is trained against, min-max (paper, section 3.1).
 *
 * @param threat which norm bounds the change
 * @param epsilon the bound, in the procedure's unit: samples in [-1, 1] for {@code PAPER}, in [0, 1] for {@code ROBUST}
 * @param perturbed which pictures change
 * @param procedure how the change is found
 * @param steps of the attack, at least 1
 */
public record Adversary(Threat threat, double epsilon, Perturbed perturbed, Procedure procedure, int steps) {
    /** Natural training. */
    public static final Adversary NONE = new Adversary(Threat.NONE, 0, Perturbed.X0, Procedure.ROBUST, 1);

    public Adversary {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "epsilon is %s, needs at least 0".formatted(epsilon));
        }
        if (steps < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "attack steps: %d, needs at least 1".formatted(steps));
        }
    }

    /** @return the bound that the paper names for a norm: 8/255 for l_inf, 1 for l_2 */
    public static double standardEpsilon(Threat threat) {
        return switch (threat) {
            case NONE -> 0;
            case LINF -> 8 / 255.0;
            case L2 -> 1;
        };
    }

    public boolean attacks() {
        return threat != Threat.NONE;
    }

    /** @return the bound in pixel units, samples in [0, 1] */
    public Budget budget() {
        double pixels = procedure == Procedure.PAPER ? epsilon / 2 : epsilon;
        return new Budget(threat == Threat.L2 ? Budget.Norm.L_2 : Budget.Norm.L_INF, pixels);
    }

    /** @return a short name, fit for a recipe: {@code natural}, {@code paper-linf-x0} */
    public String label() {
        return attacks() ? "%s-%s-%s".formatted(procedure, threat, perturbed).toLowerCase(Locale.ROOT) : "natural";
    }

    /** @return one line for people, the bound in both scales */
    public String describe() {
        return attacks()
                ? "%s within %s, %d steps, recipe %s"
                        .formatted(
                                perturbed.name().toLowerCase(Locale.ROOT),
                                budget().describe(),
                                steps,
                                procedure.name().toLowerCase(Locale.ROOT))
                : "none";
    }
}
