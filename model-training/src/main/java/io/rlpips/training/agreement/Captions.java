package io.rlpips.training.agreement;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.training.data.JudgedBy;

/** The words that stand beside every table. */
final class Captions {
    private static final int HASH_DIGITS = 12;

    private Captions() {}

    static String agreementWith(JudgedBy judgedBy) {
        return switch (judgedBy) {
            case PEOPLE -> "agreement with people's judgments";
            case SEVERITY -> "agreement with generated judgments (severity of distortions, not people's)";
        };
    }

    /** @return a model's identity in a line */
    static String describe(ModelBundle bundle) {
        return "%s, recipe %s, model hash %s"
                .formatted(
                        bundle.modelId(),
                        bundle.manifest().recipe(),
                        bundle.modelHash().substring(0, HASH_DIGITS));
    }
}
