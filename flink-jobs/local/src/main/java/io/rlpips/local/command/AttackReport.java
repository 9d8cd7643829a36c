package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.training.attack.AttackedPicture;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.ForwardRates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an attack came to, as a table or as JSON. */
final class AttackReport {
    private static final String ROW = "%-40s %10s %10s  %s";

    private final ModelBundle model;
    private final AttackOptions options;
    private final String goal;
    private final String reachedWord;
    private final double threshold;
    private final List<Entry> entries = new ArrayList<>();
    private double attackSeconds;

    /** Numbers alone: pictures are written and forgotten. */
    private record Entry(
            String picture,
            Path file,
            int width,
            int height,
            double distanceBefore,
            double distance,
            boolean reached,
            long looks) {}

    /**
     * @param goal what was asked for
     * @param reachedWord what a picture that got there is
     */
    AttackReport(ModelBundle model, AttackOptions options, String goal, String reachedWord, double threshold) {
        this.model = model;
        this.options = options;
        this.goal = goal;
        this.reachedWord = reachedWord;
        this.threshold = threshold;
    }

    /** @param file where the perturbed picture lies */
    void add(String picture, Path file, AttackedPicture result) {
        entries.add(new Entry(
                picture,
                file,
                result.picture().width(),
                result.picture().height(),
                result.distanceBefore(),
                result.distance(),
                result.reached(),
                result.looks()));
    }

    void addSeconds(double seconds) {
        attackSeconds += seconds;
    }

    void print(Console console, boolean json, ForwardRates forward) {
        if (json) {
            console.resultJson(facts(forward));
            return;
        }
        console.result(options.attack().describe() + ", " + options.restarts() + " restart(s), "
                + options.budget().describe() + ", threshold " + number(threshold));
        console.result(ROW.formatted("picture", "before", "after", reachedWord + "?"));
        for (Entry entry : entries) {
            console.result(ROW.formatted(
                    Console.oneLine(entry.picture),
                    number(entry.distanceBefore),
                    number(entry.distance),
                    entry.reached ? "yes" : "no"));
        }
        console.result("%d of %d %s".formatted(reached(), entries.size(), reachedWord));
        console.result(String.format(
                Locale.ROOT,
                "speed: %.1f pictures attacked a second, %.0f attack steps a second; plain forward %.0f pictures a second, %.0f with the resize before it: a step costs %.1f and %.1f forwards",
                entries.size() / attackSeconds,
                looksPerSecond(),
                forward.inputs(),
                forward.pictures(),
                forward.inputs() / looksPerSecond(),
                forward.pictures() / looksPerSecond()));
    }

    private Map<String, Object> facts(ForwardRates forward) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("model", model.modelId());
        facts.put("modelHash", model.modelHash());
        facts.put("goal", goal);
        facts.put("attack", attack());
        facts.put("budget", budget());
        facts.put("threshold", threshold);
        facts.put("pictures", entries.stream().map(this::picture).toList());
        facts.put("count", entries.size());
        facts.put(reachedWord, reached());
        facts.put("speed", speed(forward));
        return facts;
    }

    private Map<String, Object> attack() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", options.kind().toString());
        facts.put("description", options.attack().describe());
        options.steps().ifPresent(steps -> facts.put("steps", steps));
        facts.put("looks", options.attack().looks());
        facts.put("restarts", options.restarts());
        facts.put("seed", options.seed());
        return facts;
    }

    private Map<String, Object> budget() {
        Budget budget = options.budget();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("norm", budget.norm() == Budget.Norm.L_INF ? "linf" : "l2");
        facts.put("pixelUnits", budget.radius());
        facts.put("tensorScale", budget.tensorRadius());
        return facts;
    }

    private Map<String, Object> picture(Entry entry) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("picture", entry.picture);
        facts.put("file", entry.file.toString());
        facts.put("width", entry.width);
        facts.put("height", entry.height);
        facts.put("distanceBefore", entry.distanceBefore);
        facts.put("distance", entry.distance);
        facts.put(reachedWord, entry.reached);
        facts.put("looks", entry.looks);
        return facts;
    }

    private Map<String, Object> speed(ForwardRates forward) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("picturesPerSecond", entries.size() / attackSeconds);
        facts.put("stepsPerSecond", looksPerSecond());
        facts.put("forwardsPerSecond", forward.inputs());
        facts.put("forwardsPerStep", forward.inputs() / looksPerSecond());
        facts.put("resizedForwardsPerSecond", forward.pictures());
        facts.put("resizedForwardsPerStep", forward.pictures() / looksPerSecond());
        return facts;
    }

    private double looksPerSecond() {
        return entries.stream().mapToLong(entry -> entry.looks).sum() / attackSeconds;
    }

    private long reached() {
        return entries.stream().filter(entry -> entry.reached).count();
    }

    private static String number(double distance) {
        return String.format(Locale.ROOT, "%.4f", distance);
    }
}
