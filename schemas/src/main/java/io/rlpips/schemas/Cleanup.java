package io.rlpips.schemas;

/** What the broker does with the old records of a topic. */
public enum Cleanup {
    /** They are dropped after the retention time ({@code cleanup.policy=delete}). */
    BY_AGE,
    /** The newest record of each key stays; a null value ends the key ({@code cleanup.policy=compact}). */
    BY_KEY
}
