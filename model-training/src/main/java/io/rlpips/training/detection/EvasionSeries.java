package io.rlpips.training.detection;

import io.rlpips.training.attack.Budget;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One attack on copies of many pictures with rising budgets: some rows of a table.
 *
 * @param table of the figures
 * @param prefix of the rows: what was done before the attack, or which attack it is where that has no name
 * @param views that the detector knows of each original
 * @param threshold of a match
 * @param attack that is made on the copies
 * @param restarts a picture
 * @param budgets of one norm, ascending
 * @param described which pictures these are, for tables
 * @param content what these pictures are, beyond words
 * @param originals that the copies are pushed away from
 * @param copies one an original, before the attack
 */
record EvasionSeries(
        String table,
        String prefix,
        ViewScheme views,
        double threshold,
        NamedAttack attack,
        int restarts,
        List<Budget> budgets,
        Map<String, String> described,
        Map<String, String> content,
        List<NamedPicture> originals,
        List<NamedPicture> copies) {

    /** @param size side of the model's input */
    List<Figure> measure(AttackWork work, int size) {
        Map<String, Object> settings = new TreeMap<>(conditions());
        settings.putAll(content);
        settings.put("budgets", budgets.stream().map(Budget::describe).toList());
        settings.put("prefix", prefix);
        EvasionAttack evasion = new EvasionAttack(
                picture -> new Copy(
                        ViewScheme.modelInput(copies.get(picture).picture(), size),
                        views.ofReference(originals.get(picture).picture(), size)),
                views,
                attack.attack(),
                restarts,
                threshold,
                budgets);
        int[] counts = work.count(name(), settings, originals.size(), budgets.size(), evasion);
        return BudgetFigures.of(table, prefix + attack.prefix(), "", budgets, counts, originals.size(), conditions());
    }

    private String name() {
        return attack.stage("%s %s%s".formatted(table, prefix, budgets.get(0).norm()));
    }

    private Map<String, String> conditions() {
        Map<String, String> conditions = new TreeMap<>(described);
        conditions.put("attack", attack.attack().describe());
        conditions.put("restarts", String.valueOf(restarts));
        conditions.put("threshold", String.valueOf(threshold));
        conditions.put("views", views.describe());
        return conditions;
    }
}
