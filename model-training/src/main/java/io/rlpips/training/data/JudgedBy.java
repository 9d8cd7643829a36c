package io.rlpips.training.data;

/** Where the judgments of a set come from; figures measured on a set always say so. */
public enum JudgedBy {
    /** People, as in the published BAPPS. */
    PEOPLE,
    /** Derived from the severity of generated distortions. Agreement with them is never called human. */
    SEVERITY
}
