package io.rlpips.training.agreement;

import io.rlpips.metric.bundle.Measurement;
import io.rlpips.training.attack.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A table's figures of one model as its card takes them: the means over the families. */
public final class CardFigures {
    private CardFigures() {}

    /**
     * @param row one of the table's
     * @param command the command line that measures it again
     * @return the natural score by both definitions, and the score under each attack by that of Table 1
     */
    public static List<Measurement> of(ForcedChoiceTable table, ForcedChoiceRow row, String command) {
        FamilyScores mean = row.mean();
        String measure = "2AFC, %s, mean of %d families, %d triplets"
                .formatted(
                        Captions.agreementWith(table.judgedBy()),
                        row.families().size(),
                        mean.natural().triplets());
        List<Measurement> figures = new ArrayList<>();
        figures.add(Measurement.of(measure + ", natural", mean.natural().agreement(), command));
        figures.add(Measurement.of(
                measure + ", natural, decided as by most", mean.natural().majority(), command));
        for (AttackColumn column : table.columns()) {
            Map<AttackColumn, ForcedChoiceScore> attacked = mean.attacked();
            Budget budget = table.budgets().get(column.norm());
            String name = "%s, %s perturbed within %s, %s"
                    .formatted(measure, column.perturbed(), budget.describe(), table.attack());
            figures.add(Measurement.of(name, attacked.get(column).agreement(), command));
        }
        return figures;
    }
}
