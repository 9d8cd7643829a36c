package io.rlpips.training.heads.adversary;

/** Which pictures of a triplet an attack may change, by the paper's names. */
public enum Perturbed {
    /** The first version. */
    X0,
    /** The second version. */
    X1,
    /** Both versions, each within the budget. */
    X0X1,
    /** The reference. */
    REF
}
