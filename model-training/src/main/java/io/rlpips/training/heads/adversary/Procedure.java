package io.rlpips.training.heads.adversary;

/** How the inner maximum of adversarial training is looked for. */
public enum Procedure {
    /**
     * The paper's authors' code: every step jumps to a corner of the ball ({@link CornerAttack}). Its budget is on
     * samples in [-1, 1].
     */
    PAPER(50),
    /**
     * Projected gradient ascent on the loss that is being trained ({@link GradientAttack}). Its budget is in pixel units,
     * samples in [0, 1].
     */
    ROBUST(10);

    private final int standardSteps;

    Procedure(int standardSteps) {
        this.standardSteps = standardSteps;
    }

    /** @return how many steps an attack takes where nobody says otherwise */
    public int standardSteps() {
        return standardSteps;
    }
}
