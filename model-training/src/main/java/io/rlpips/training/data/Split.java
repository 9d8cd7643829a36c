package io.rlpips.training.data;

import java.util.Locale;

/** The halves of a set: what is learnt from, and what is measured on. */
public enum Split {
    TRAIN,
    VAL;

    /** @return the folder's name: {@code train} or {@code val} */
    public String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
