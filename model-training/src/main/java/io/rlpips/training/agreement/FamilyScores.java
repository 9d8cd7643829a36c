package io.rlpips.training.agreement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A metric's 2AFC scores on one family of distortions.
 *
 * @param natural on the pictures as they are
 * @param attacked on perturbed pictures, by attack; empty where none was made
 */
public record FamilyScores(ForcedChoiceScore natural, Map<AttackColumn, ForcedChoiceScore> attacked) {
    public FamilyScores {
        attacked = attacked.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(attacked));
    }

    static FamilyScores of(List<Choice> natural, Map<AttackColumn, List<Choice>> attacked) {
        Map<AttackColumn, ForcedChoiceScore> scores = new EnumMap<>(AttackColumn.class);
        attacked.forEach((column, choices) -> scores.put(column, ForcedChoiceScore.of(choices)));
        return new FamilyScores(ForcedChoiceScore.of(natural), scores);
    }

    /** @param families with the same attacks */
    static FamilyScores meanOf(Collection<FamilyScores> families) {
        Map<AttackColumn, ForcedChoiceScore> attacked = new EnumMap<>(AttackColumn.class);
        Set<AttackColumn> columns = families.iterator().next().attacked().keySet();
        for (AttackColumn column : columns) {
            List<ForcedChoiceScore> scores = new ArrayList<>();
            families.forEach(family -> scores.add(family.attacked().get(column)));
            attacked.put(column, ForcedChoiceScore.meanOf(scores));
        }
        return new FamilyScores(
                ForcedChoiceScore.meanOf(
                        families.stream().map(FamilyScores::natural).toList()),
                attacked);
    }
}
