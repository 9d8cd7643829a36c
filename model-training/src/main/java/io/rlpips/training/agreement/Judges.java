package io.rlpips.training.agreement;

import io.rlpips.training.data.JudgedBy;

/** Who judged, in the words that stand above every table. */
final class Judges {
    private Judges() {}

    static String agreementWith(JudgedBy judgedBy) {
        return switch (judgedBy) {
            case PEOPLE -> "agreement with people's judgments";
            case SEVERITY -> "agreement with generated judgments (severity of distortions, not people's)";
        };
    }
}
