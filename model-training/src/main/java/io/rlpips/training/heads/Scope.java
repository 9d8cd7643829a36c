package io.rlpips.training.heads;

/** Which weights learn (LPIPS, Zhang et al. 2018, section 4.1: lin, tune, scratch). */
public enum Scope {
    /** The heads alone, the backbone frozen: what the paper calls R-LPIPS when trained against an adversary. */
    HEADS,
    /** The backbone too, from its given weights. */
    TUNE,
    /** The backbone too, from random weights. */
    SCRATCH;

    public boolean backboneLearns() {
        return this != HEADS;
    }
}
