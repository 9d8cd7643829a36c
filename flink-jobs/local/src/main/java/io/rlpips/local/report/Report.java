package io.rlpips.local.report;

import com.samskivert.mustache.Mustache;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.local.replay.Difference;
import io.rlpips.local.replay.RecordedDecisions.PairKey;
import io.rlpips.local.score.Labels.Copy;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.Ranking;
import io.rlpips.local.score.Scores;
import io.rlpips.local.session.Outcome;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.schemas.Alert;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A run as one page that needs nothing else: no network, no further files. Whatever comes from files is escaped. */
public final class Report {
    /** More pairs than anybody looks at would only make the page slow; all of them are in {@code alerts.jsonl}. */
    private static final int MOST_PAIRS = 1_000;

    private static final int MOST_MISSES = 30;
    private static final int MOST_LOST = 100;
    private static final int MOST_REJECTS = 500;
    private static final int LONGEST_SETTING = 1_000;
    /** Characters of the page that are pictures; with the names at their longest it stays below 20 MB. */
    private static final int MOST_PICTURES = 11_000_000;

    private final Console console;
    private final List<Setting> configuration;

    public Report(Console console) {
        this(console, List.of());
    }

    /** @param configuration what the run was made with, told as it is */
    public Report(Console console, List<Setting> configuration) {
        this.console = console;
        this.configuration = configuration;
    }

    /**
     * @param model that the survey was made with
     * @throws RlpipsException INTERNAL when the file cannot be written
     */
    public void write(Path file, Run run, DistanceSurvey survey, PerceptualModel model) {
        Map<String, Object> page = page(run, survey);
        List<Alert> shown = shown(run);
        List<Copy> misses = judged(run, run.scores().map(Scores::missed).orElse(List.of()));
        List<Copy> shownMisses = misses.stream().limit(MOST_MISSES).toList();
        List<Difference> lost = ReplayFigures.lostAlerts(run);
        List<Difference> shownLost = lost.stream().limit(MOST_LOST).toList();
        int rows = shown.size() + shownMisses.size() + shownLost.size();
        PairView view = new PairView(model, MOST_PICTURES / Math.max(1, rows));
        try (Progress progress = console.progress("drawing the report", rows)) {
            page.put("pairs", pairs(run, shown, view, progress));
            page.put("misses", misses(run, shownMisses, view, progress, shown.size()));
            page.put("lostPairs", lost(run, shownLost, view, progress, shown.size() + shownMisses.size()));
        }
        page.put("hasLost", !lost.isEmpty());
        page.put("lostLeftOut", leftOut(lost.size(), shownLost.size()));
        page.put("matches", !shown.isEmpty());
        page.put("hasMisses", !shownMisses.isEmpty());
        page.put("pairsLeftOut", leftOut(alerts(run).size(), shown.size()));
        page.put("missesLeftOut", leftOut(misses.size(), shownMisses.size()));
        try {
            // Half a surrogate pair in a name becomes a question mark and no failure.
            Files.write(file, render(page).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot write report %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    static String render(Map<String, Object> page) {
        String script = resource("report.js");
        Map<String, Object> whole = new LinkedHashMap<>(page);
        whole.put("style", resource("report.css"));
        whole.put("script", script);
        // The page may run this script and no other, whatever gets into it.
        whole.put("scriptHash", scriptHash(script));
        // An empty text is nothing to show: its section is left out.
        return Mustache.compiler()
                .withEscaper(PageText::escaped)
                .emptyStringIsFalse(true)
                .withLoader(name -> new StringReader(resource(name + ".html.mustache")))
                .compile(resource("report.html.mustache"))
                .execute(whole);
    }

    private static String scriptHash(String script) {
        byte[] digest = HexFormat.of().parseHex(Sha256.of(script.getBytes(StandardCharsets.UTF_8)));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    private static String resource(String name) {
        try (InputStream content = Report.class.getResourceAsStream(name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new UncheckedIOException("the jar's own " + name + " cannot be read", impossible);
        }
    }

    private Map<String, Object> page(Run run, DistanceSurvey survey) {
        Map<String, Object> page = new LinkedHashMap<>(ReportFigures.of(run));
        double threshold = run.result().threshold();
        page.put("histogram", Charts.histogram(survey.pairs(), threshold));
        page.put("copiesAre", run.labels().isPresent() ? "labelled copies" : "pairs that raised an alert");
        page.put("measuredPairs", String.format(Locale.ROOT, "%,d", survey.measured()));
        page.put("sampled", survey.sampled());
        page.put("hasCurve", run.labels().isPresent() && !survey.copies().isEmpty());
        run.labels().map(survey::ranking).ifPresent(ranking -> page.putAll(curves(ranking, threshold)));
        page.put("shares", Charts.shares(shares(run)));
        page.put("labelled", run.labels().isPresent());
        page.put("categories", ReportFigures.rejectsByCategory(run));
        List<Map<String, Object>> rejects = ReportFigures.rejects(run);
        page.put("rejects", rejects.stream().limit(MOST_REJECTS).toList());
        page.put("hasRejects", !rejects.isEmpty());
        page.put("rejectsLeftOut", leftOut(rejects.size(), Math.min(rejects.size(), MOST_REJECTS)));
        page.put(
                "configuration",
                configuration.stream()
                        .map(setting -> Map.of(
                                "name", setting.name(), "value", PageText.shortened(setting.value(), LONGEST_SETTING)))
                        .toList());
        page.putAll(ExcludedUploads.of(run));
        run.replay().ifPresent(replay -> page.put("replay", ReplayFigures.of(replay)));
        return page;
    }

    private static Map<String, Object> curves(Ranking ranking, double threshold) {
        return Map.of(
                "curve", Charts.precisionRecall(ranking.precisionRecall(), threshold),
                "characteristic", Charts.receiverOperating(ranking.receiverOperating(), threshold),
                "averagePrecision", PairView.number(ranking.microAveragePrecision()),
                "recallAt90Precision", PairView.number(ranking.recallAt90Precision()),
                "areaUnderCharacteristic",
                        PairView.number(ranking.receiverOperating().area()));
    }

    /** Wrong matches first, then those nearest to the threshold: where a person should look. */
    private static List<Alert> shown(Run run) {
        Set<Pair> wrong = run.scores().map(scores -> Set.copyOf(scores.wrong())).orElse(Set.of());
        return alerts(run).stream()
                .sorted(Comparator.comparing((Alert alert) -> wrong.contains(pair(alert)) ? 0 : 1)
                        .thenComparing(
                                Comparator.comparingDouble(Alert::getDistance).reversed())
                        .thenComparing(Alert::getUploadId)
                        .thenComparing(Alert::getReferenceId)
                        .thenComparing(Alert::getAlertId))
                .limit(MOST_PAIRS)
                .toList();
    }

    private static List<Map<String, Object>> pairs(Run run, List<Alert> alerts, PairView view, Progress progress) {
        Function<Pair, Explanation> explanations = Explanation.of(run);
        Map<PairKey, String> changes = ReplayFigures.changes(run);
        List<Map<String, Object>> pairs = new ArrayList<>();
        for (Alert alert : alerts) {
            // A picture that was only pointed at may be gone, or where nobody may look: the rest is told without it.
            pairs.add(view.ofAlert(
                    alert,
                    run.uploadOf(alert),
                    run.referenceOf(alert),
                    explanations.apply(pair(alert)),
                    changes.getOrDefault(PairKey.of(alert), "")));
            progress.stepTo(pairs.size());
        }
        return pairs;
    }

    private static List<Map<String, Object>> misses(
            Run run, List<Copy> missed, PairView view, Progress progress, int before) {
        Function<Pair, Explanation> explanations = Explanation.of(run);
        List<Map<String, Object>> misses = new ArrayList<>();
        for (Copy copy : missed) {
            misses.add(view.ofMiss(
                    run.uploads().get(copy.upload()),
                    run.references().get(copy.reference()),
                    run.result().threshold(),
                    explanations.apply(new Pair(copy.upload(), copy.reference()))));
            progress.stepTo(before + misses.size());
        }
        return misses;
    }

    private static List<Map<String, Object>> lost(
            Run run, List<Difference> lost, PairView view, Progress progress, int before) {
        Function<Pair, Explanation> explanations = Explanation.of(run);
        List<Map<String, Object>> pairs = new ArrayList<>();
        for (Difference each : lost) {
            pairs.add(view.ofLost(
                    each,
                    run.uploadOf(each),
                    run.referenceOf(each),
                    run.result().threshold(),
                    explanations.apply(new Pair(each.uploadId(), each.referenceId()))));
            progress.stepTo(before + pairs.size());
        }
        return pairs;
    }

    /** @return the copies whose pictures were compared: a rejected file is told among the rejected ones */
    private static List<Copy> judged(Run run, List<Copy> missed) {
        Map<String, Outcome> outcomes = run.result().outcomes().stream()
                .collect(Collectors.toMap(Outcome::uploadId, each -> each, (first, second) -> first));
        Set<String> active = Set.copyOf(run.result().references().active());
        return missed.stream()
                .filter(copy -> active.contains(copy.reference())
                        && Optional.ofNullable(outcomes.get(copy.upload()))
                                .flatMap(Outcome::verdict)
                                .isPresent())
                .sorted(Comparator.comparing(Copy::upload).thenComparing(Copy::reference))
                .toList();
    }

    private static List<Double> shares(Run run) {
        return alerts(run).stream()
                .map(alert -> alert.getThreshold() > 0 ? alert.getDistance() / alert.getThreshold() : 1)
                .toList();
    }

    private static List<Alert> alerts(Run run) {
        return run.result().outcomes().stream()
                .flatMap(each -> each.alerts().stream())
                .toList();
    }

    private static Pair pair(Alert alert) {
        return new Pair(alert.getUploadId(), alert.getReferenceId());
    }

    private static String leftOut(int all, int shown) {
        return all > shown ? "%d of %d are shown".formatted(shown, all) : "";
    }
}
