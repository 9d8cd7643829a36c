package io.rlpips.training.agreement;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One metric's JND scores.
 *
 * @param metric its name in the table
 * @param description what it is: a model's identity, a baseline's unit
 * @param families by name, in alphabetical order
 */
public record NoticeableDifferenceRow(
        String metric, String description, Map<String, NoticeableDifferenceScore> families) {
    public NoticeableDifferenceRow {
        families = Collections.unmodifiableMap(new LinkedHashMap<>(families));
    }

    /** @return every family counting alike */
    public NoticeableDifferenceScore mean() {
        return new NoticeableDifferenceScore(
                families.values().stream()
                        .mapToDouble(NoticeableDifferenceScore::averagePrecision)
                        .average()
                        .orElseThrow(),
                families.values().stream()
                        .mapToInt(NoticeableDifferenceScore::pairs)
                        .sum());
    }
}
