package io.rlpips.training.agreement;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One metric's scores.
 *
 * @param metric its name in the table
 * @param description what it is: a model's identity, a baseline's unit
 * @param families by name, in alphabetical order
 */
public record ForcedChoiceRow(String metric, String description, Map<String, FamilyScores> families) {
    public ForcedChoiceRow {
        families = Collections.unmodifiableMap(new LinkedHashMap<>(families));
    }

    /** @return every family counting alike */
    public FamilyScores mean() {
        return FamilyScores.meanOf(families.values());
    }
}
