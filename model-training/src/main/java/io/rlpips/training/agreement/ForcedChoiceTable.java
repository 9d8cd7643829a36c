package io.rlpips.training.agreement;

import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.data.JudgedBy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Table 1 of R-LPIPS for any set of metrics, with everything a reader needs to know about how it was made.
 *
 * @param judgedBy where the judgments come from
 * @param triplets how many, by family
 * @param columns attacks made, in the order of the table
 * @param attack algorithm, steps, restarts and objective in a line
 * @param budgets of the perturbation, by norm
 * @param rows a metric each
 */
public record ForcedChoiceTable(
        JudgedBy judgedBy,
        Map<String, Integer> triplets,
        List<AttackColumn> columns,
        String attack,
        Map<Norm, Budget> budgets,
        List<ForcedChoiceRow> rows) {
    /** Name of the mean of all families in tables. */
    static final String MEAN = "mean";

    public ForcedChoiceTable {
        triplets = Collections.unmodifiableMap(new LinkedHashMap<>(triplets));
        columns = List.copyOf(columns);
        budgets = Map.copyOf(budgets);
        rows = List.copyOf(rows);
    }

    /** @param rows at least one, all measured on one set with the same attacks */
    public static ForcedChoiceTable of(
            JudgedBy judgedBy, Adversary adversary, List<AttackColumn> columns, List<ForcedChoiceRow> rows) {
        Map<String, Integer> triplets = new LinkedHashMap<>();
        rows.get(0)
                .families()
                .forEach((family, scores) ->
                        triplets.put(family, scores.natural().triplets()));
        Map<Norm, Budget> budgets = new LinkedHashMap<>();
        columns.forEach(column -> budgets.put(column.norm(), adversary.budget(column.norm())));
        return new ForcedChoiceTable(judgedBy, triplets, columns, adversary.description(), budgets, rows);
    }

    /** @return scores of a row by family, the mean of all last */
    static Map<String, FamilyScores> withMean(ForcedChoiceRow row) {
        Map<String, FamilyScores> scores = new LinkedHashMap<>(row.families());
        scores.put(MEAN, row.mean());
        return scores;
    }
}
