package io.rlpips.local.report;

import com.samskivert.mustache.Mustache;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.local.score.Labels.Copy;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.Ranking;
import io.rlpips.local.score.Scores;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A run as one page that needs nothing else: no network, no further files. Whatever comes from files is escaped. */
public final class Report {
    /** More pairs than anybody looks at would only make the page slow; all of them are in {@code alerts.jsonl}. */
    private static final int MOST_PAIRS = 90;

    private static final int MOST_MISSES = 30;

    private final Console console;

    public Report(Console console) {
        this.console = console;
    }

    /**
     * @param model that the survey was made with
     * @throws RlpipsException INTERNAL when the file cannot be written
     */
    public void write(Path file, Run run, DistanceSurvey survey, PerceptualModel model) {
        Map<String, Object> page = page(run, survey);
        List<Alert> shown = shown(run);
        List<Copy> misses = run.scores().map(Scores::missed).orElse(List.of());
        List<Copy> shownMisses = misses.stream().limit(MOST_MISSES).toList();
        try (Progress progress = console.progress("drawing the report", shown.size() + shownMisses.size())) {
            page.put("pairs", pairs(run, shown, new PairView(model), progress));
            page.put("misses", misses(run, shownMisses, new PairView(model), progress, shown.size()));
        }
        page.put("pairsLeftOut", leftOut(alerts(run).size(), shown.size()));
        page.put("missesLeftOut", leftOut(misses.size(), shownMisses.size()));
        try {
            Files.writeString(file, render(page), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot write report %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    static String render(Map<String, Object> page) throws IOException {
        try (Reader template = new InputStreamReader(
                Report.class.getResourceAsStream("report.html.mustache"), StandardCharsets.UTF_8)) {
            // An empty text is nothing to show: its section is left out.
            return Mustache.compiler()
                    .escapeHTML(true)
                    .emptyStringIsFalse(true)
                    .compile(template)
                    .execute(page);
        }
    }

    private static Map<String, Object> page(Run run, DistanceSurvey survey) {
        Map<String, Object> page = new LinkedHashMap<>(ReportFigures.of(run));
        double threshold = run.result().threshold();
        page.put("histogram", Charts.histogram(survey.pairs(), threshold));
        page.put("copiesAre", run.labels().isPresent() ? "labelled copies" : "pairs that raised an alert");
        page.put("measuredPairs", String.format(Locale.ROOT, "%,d", survey.measured()));
        page.put("sampled", survey.sampled());
        page.put("hasCurve", run.labels().isPresent() && !survey.copies().isEmpty());
        Optional<Ranking> ranking = run.labels().map(survey::ranking);
        ranking.ifPresent(known -> {
            page.put("curve", Charts.precisionRecall(known.precisionRecall(), threshold));
            page.put("characteristic", Charts.receiverOperating(known.receiverOperating(), threshold));
            page.put("averagePrecision", PairView.number(known.microAveragePrecision()));
            page.put("recallAt90Precision", PairView.number(known.recallAt90Precision()));
            page.put(
                    "areaUnderCharacteristic",
                    PairView.number(known.receiverOperating().area()));
        });
        page.put("rejects", rejects(run));
        run.replay().ifPresent(replay -> page.put("replay", ReplayFigures.of(replay)));
        return page;
    }

    /** Wrong matches first, then those nearest to the threshold: where a person should look. */
    private static List<Alert> shown(Run run) {
        Set<Pair> wrong = run.scores().map(scores -> Set.copyOf(scores.wrong())).orElse(Set.of());
        return alerts(run).stream()
                .sorted(Comparator.comparing((Alert alert) -> wrong.contains(pair(alert)) ? 0 : 1)
                        .thenComparing(
                                Comparator.comparingDouble(Alert::getDistance).reversed())
                        .thenComparing(Alert::getUploadId))
                .limit(MOST_PAIRS)
                .toList();
    }

    private static List<Map<String, Object>> pairs(Run run, List<Alert> alerts, PairView view, Progress progress) {
        Map<Pair, String> notes = notes(run);
        List<Map<String, Object>> pairs = new ArrayList<>();
        for (Alert alert : alerts) {
            String note = notes.getOrDefault(pair(alert), run.labels().isPresent() ? "not labelled" : "");
            Optional<Picture> upload = run.uploadOf(alert);
            Optional<Picture> reference = run.referenceOf(alert);
            // A picture that was only pointed at may be gone, or where nobody may look.
            if (upload.isPresent() && reference.isPresent()) {
                pairs.add(view.ofAlert(alert, upload.get(), reference.get(), note));
            }
            progress.stepTo(pairs.size());
        }
        return pairs;
    }

    private static List<Map<String, Object>> misses(
            Run run, List<Copy> missed, PairView view, Progress progress, int before) {
        Map<String, Outcome> outcomes = run.result().outcomes().stream()
                .collect(Collectors.toMap(Outcome::uploadId, each -> each, (first, second) -> first));
        Set<String> active = Set.copyOf(run.result().references().active());
        List<Map<String, Object>> misses = new ArrayList<>();
        for (Copy copy : missed) {
            Outcome outcome = outcomes.get(copy.upload());
            boolean judged = outcome != null && outcome.verdict().isPresent() && active.contains(copy.reference());
            if (judged && drawable(run, copy)) {
                misses.add(view.ofMiss(
                        run.uploads().get(copy.upload()),
                        run.references().get(copy.reference()),
                        run.result().threshold(),
                        String.join(", ", copy.values().values())));
            }
            progress.stepTo(before + misses.size());
        }
        return misses;
    }

    private static boolean drawable(Run run, Copy copy) {
        try {
            return run.uploads().get(copy.upload()).bytes().length > 0
                    && run.references().get(copy.reference()).bytes().length > 0;
        } catch (RlpipsException gone) {
            return false;
        }
    }

    private static Map<Pair, String> notes(Run run) {
        Map<Pair, String> notes = new LinkedHashMap<>();
        run.labels()
                .ifPresent(labels -> labels.copies()
                        .forEach(copy -> notes.put(
                                new Pair(copy.upload(), copy.reference()),
                                String.join(", ", copy.values().values()))));
        return notes;
    }

    private static List<Map<String, Object>> rejects(Run run) {
        List<Map<String, Object>> rejects = new ArrayList<>();
        for (Outcome outcome : run.result().outcomes()) {
            Optional<Reject> reject = outcome.reject();
            reject.ifPresent(each -> rejects.add(Map.of(
                    "id", outcome.uploadId(),
                    "category", each.getCategory().name(),
                    "message", each.getMessage())));
        }
        return rejects;
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
