package io.rlpips.training.attack;

import java.util.OptionalInt;

/** The attacks by what the command line and tables call them. */
public enum AttackKind {
    FGSM("fgsm", 0),
    PGD("pgd", 40),
    APGD("apgd", 100),
    MI_FGSM("mi-fgsm", 40),
    /** A black box's attack. */
    SQUARE("square", 0),
    /** Goes for the features of every tap. */
    OPT("opt", 50),
    /** Goes for how much a picture stands out as its own reference's. */
    SSA("ssa", 50);

    private final String label;
    private final int standardSteps;

    AttackKind(String label, int standardSteps) {
        this.label = label;
        this.standardSteps = standardSteps;
    }

    /** @return how many steps it makes unless told otherwise; empty where their number is no choice */
    public OptionalInt standardSteps() {
        return standardSteps == 0 ? OptionalInt.empty() : OptionalInt.of(standardSteps);
    }

    /** @return whether it has an objective of its own instead of the distance; such an attack only evades, in one run */
    public boolean hasAnObjectiveOfItsOwn() {
        return this == OPT || this == SSA;
    }

    /**
     * @param steps where their number is a choice, at least 1
     * @param queries of the black box for each picture, at least 1
     */
    public IterativeAttack create(int steps, int queries) {
        return switch (this) {
            case FGSM -> new FastGradientSign();
            case PGD -> ProjectedGradient.plain(steps);
            case APGD -> new AutoProjectedGradient(steps);
            case MI_FGSM -> new MomentumFastGradient(steps);
            case SQUARE -> new SquareAttack(queries);
            case OPT -> new OptAttack(steps);
            case SSA -> new SimilarityAttack(steps);
        };
    }

    /** @return in lower case, as it is asked for: {@code mi-fgsm} */
    @Override
    public String toString() {
        return label;
    }
}
