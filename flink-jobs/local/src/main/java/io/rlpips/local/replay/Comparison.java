package io.rlpips.local.replay;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.local.replay.Difference.Kind;
import io.rlpips.local.replay.Difference.Measured;
import io.rlpips.local.replay.RecordedDecisions.PairKey;
import io.rlpips.local.replay.RecordedDecisions.Seen;
import io.rlpips.local.session.Outcome;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a replay decides otherwise than was decided at the time.
 *
 * @param differences new and lost matches first, then changed ones, of each the alerts first, in the order of broker time
 * @param changedOutcomes how many uploads went from which outcome to which other one
 * @param undecided uploads about which nothing is recorded
 * @param retroactive alerts of the time for references that came after the upload, which are not compared: a replay
 *     judges by the upload's own moment
 * @param modelsThen ids and hashes of the models that judged at the time
 * @param modelsNow likewise of the replay
 */
public record Comparison(
        ReplayRange range,
        List<Difference> differences,
        Map<String, Integer> changedOutcomes,
        int undecided,
        int retroactive,
        Set<String> modelsThen,
        Set<String> modelsNow) {
    private static final Comparator<Difference> ORDER = Comparator.comparing(Difference::kind)
            .thenComparing(each -> !each.alert())
            .thenComparing(Difference::uploadBrokerTimeMillis)
            .thenComparing(each -> each.upload().getPartition())
            .thenComparing(each -> each.upload().getOffset())
            .thenComparing(Difference::referenceId);

    public static Comparison of(ReplayRange range, RecordedDecisions then, List<Outcome> now) {
        Map<PairKey, Alert> raised = new LinkedHashMap<>();
        Map<BrokerPosition, Verdict> verdicts = new LinkedHashMap<>();
        Map<String, Integer> changed = new TreeMap<>();
        int undecided = 0;
        for (Outcome outcome : now) {
            outcome.alerts().forEach(alert -> raised.put(PairKey.of(alert), alert));
            outcome.verdict().ifPresent(verdict -> verdicts.put(verdict.getUpload(), verdict));
            BrokerPosition upload = place(outcome);
            Seen seen = then.verdicts().get(upload);
            String before = seen == null ? then.rejects().get(upload) : seen.outcome();
            if (before == null) {
                undecided++;
            } else if (!before.equals(told(outcome))) {
                changed.merge("%s -> %s".formatted(before, told(outcome)), 1, Integer::sum);
            }
        }
        Set<String> modelsNow = new TreeSet<>();
        verdicts.values()
                .forEach(verdict ->
                        modelsNow.add(RecordedDecisions.named(verdict.getModelId(), verdict.getModelHash())));
        return new Comparison(
                range,
                differences(then, raised, verdicts),
                changed,
                undecided,
                then.retroactive().size(),
                then.models(),
                modelsNow);
    }

    /** @return how many alerts are of the kind */
    public long count(Kind kind) {
        return differences.stream()
                .filter(each -> each.kind() == kind && each.alert())
                .count();
    }

    /** @return how many matches are of the kind that raise no alert of their own */
    public long quiet(Kind kind) {
        return differences.stream()
                .filter(each -> each.kind() == kind && !each.alert())
                .count();
    }

    /** @return of the changed ones, how many went from which decision to which other one */
    public Map<String, Integer> changedDecisions() {
        Map<String, Integer> changes = new TreeMap<>();
        differences.stream()
                .filter(each -> each.kind() == Kind.CHANGED)
                .forEach(each -> changes.merge(
                        "%s -> %s"
                                .formatted(
                                        each.then().decision().text(),
                                        each.now().decision().text()),
                        1,
                        Integer::sum));
        return changes;
    }

    Comparison with(List<Difference> measured) {
        return new Comparison(range, measured, changedOutcomes, undecided, retroactive, modelsThen, modelsNow);
    }

    private static List<Difference> differences(
            RecordedDecisions then, Map<PairKey, Alert> raised, Map<BrokerPosition, Verdict> verdicts) {
        List<Difference> differences = new ArrayList<>();
        raised.forEach((pair, alert) -> {
            Alert before = then.alerts().get(pair);
            Measured now = Measured.of(alert);
            if (before == null) {
                differences.add(difference(
                        Kind.NEW, alert, untold(alert, then.verdicts().get(pair.upload())), now));
            } else {
                Measured told = Measured.of(before);
                Kind kind = told.decision().equals(now.decision()) ? Kind.SAME : Kind.CHANGED;
                differences.add(difference(kind, alert, told, now));
            }
        });
        then.alerts().forEach((pair, alert) -> {
            if (!raised.containsKey(pair)) {
                Seen now = Optional.ofNullable(verdicts.get(pair.upload()))
                        .map(Seen::of)
                        .orElse(null);
                differences.add(difference(Kind.LOST, alert, Measured.of(alert), untold(alert, now)));
            }
        });
        differences.sort(ORDER);
        return differences;
    }

    private static Difference difference(Kind kind, Alert alert, Measured then, Measured now) {
        return new Difference(
                kind,
                alert.getUploadId(),
                alert.getUpload(),
                alert.getUploadBrokerTimeMillis(),
                alert.getReferenceId(),
                alert.getBank(),
                then,
                now);
    }

    /**
     * A verdict tells the distance of the nearest reference within reach, also where it was no match; and what one model
     * measured is what it would have measured another time.
     *
     * @param alert that there is on the other side
     */
    private static Measured untold(Alert alert, Seen seen) {
        if (seen == null) {
            return null;
        }
        if (seen.model().equals(RecordedDecisions.named(alert.getModelId(), alert.getModelHash()))) {
            return Measured.only(alert.getDistance(), seen.modelId());
        }
        boolean tells = seen.nearest() != null && alert.getReferenceId().equals(seen.nearestReferenceId());
        return tells ? Measured.only(seen.nearest(), seen.modelId()) : null;
    }

    private static String told(Outcome outcome) {
        return outcome.verdict()
                .map(verdict -> verdict.getOutcome().name())
                .orElseGet(() -> "REJECTED "
                        + outcome.reject().orElseThrow().getCategory().name());
    }

    private static BrokerPosition place(Outcome outcome) {
        return outcome.verdict()
                .map(Verdict::getUpload)
                .orElseGet(() -> outcome.reject().orElseThrow().getRecord());
    }
}
