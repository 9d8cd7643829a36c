package io.rlpips.training.detection;

/** A part of the evaluation that can be asked for by itself; each needs the thresholds, which are set when absent. */
public enum DetectionStage {
    /** Thresholds at stated false-match rates. */
    THRESHOLD,
    /** Recall per edit with one view. */
    RECALL,
    /** Thresholds on the minimum over views, and recall with them. */
    VIEWS,
    /** Attacks that push a copy out. */
    EVASION,
    /** The same on copies that were edited first. */
    EDITED,
    /** Attacks that push an unrelated picture onto a reference. */
    FRAMING,
    /** Whether gradients are masked: other attacks, other models, a budget that must succeed. */
    CHECKS
}
