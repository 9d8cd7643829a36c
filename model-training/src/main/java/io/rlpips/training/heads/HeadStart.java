package io.rlpips.training.heads;

/** What the heads' weights are before training. */
public enum HeadStart {
    /** Those of the bundle that training starts from. */
    KEPT,
    /** One for every channel, as LPIPS uncalibrated. */
    ONES
}
