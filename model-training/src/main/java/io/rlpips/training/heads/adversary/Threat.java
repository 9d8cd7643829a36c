package io.rlpips.training.heads.adversary;

/** What training makes the metric robust against. */
public enum Threat {
    /** Nothing: natural training. */
    NONE,
    /** Changes whose largest sample is bounded. */
    LINF,
    /** Changes whose length is bounded. */
    L2
}
