package io.rlpips.training.detection;

import io.rlpips.training.attack.Budget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows of a table of attacks, one a budget. */
final class BudgetFigures {
    private static final double LEVELS = 255;

    private BudgetFigures() {}

    /**
     * @param prefix before the budget in the name of a row
     * @param suffix behind it
     * @param counts of successes, one a budget
     * @param of so many pictures
     */
    static List<Figure> of(
            String table,
            String prefix,
            String suffix,
            List<Budget> budgets,
            int[] counts,
            int of,
            Map<String, String> conditions) {
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            Budget budget = budgets.get(i);
            Map<String, String> all = new TreeMap<>(conditions);
            all.put("budget", budget.describe());
            if (budget.norm() == Budget.Norm.L_INF && budgets.size() > 1) {
                all.put(DetectionPlots.LEVELS, String.valueOf(Math.round(budget.radius() * LEVELS)));
            }
            figures.add(Figure.share(table, prefix + brief(budget) + suffix, counts[i], of, all));
        }
        return figures;
    }

    static Budget levels(int levels) {
        return Budget.largestChange(levels / LEVELS);
    }

    private static String brief(Budget budget) {
        return budget.norm() == Budget.Norm.L_INF
                ? "l_inf %d/255".formatted(Math.round(budget.radius() * LEVELS))
                : "l_2 " + budget.radius();
    }
}
