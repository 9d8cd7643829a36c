package io.rlpips.training.detection;

import io.rlpips.training.attack.AttackKind;
import io.rlpips.training.attack.IterativeAttack;

/**
 * An attack and what tables call it.
 *
 * @param name in the rows; empty where they say otherwise which attack it is
 */
record NamedAttack(String name, IterativeAttack attack) {
    static NamedAttack of(AttackKind kind, AttackPlan plan) {
        return new NamedAttack(kind.toString(), kind.create(plan.steps(), plan.squareQueries()));
    }

    static NamedAttack unnamed(IterativeAttack attack) {
        return new NamedAttack("", attack);
    }

    /** @return what stands before the budget in the name of a row */
    String prefix() {
        return name.isEmpty() ? "" : name + ", ";
    }

    /** @return what it knows of the model, for the name of a table */
    String box() {
        return attack.usesGradients() ? "white box" : "black box";
    }

    /** @return a stage's name, which tells attacks apart; the usual one goes without saying */
    String stage(String name) {
        return this.name.isEmpty() || this.name.equals(AttackKind.APGD.toString()) ? name : name + " " + this.name;
    }
}
