package io.rlpips.local.replay;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayHorizon;
import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.local.bank.BankPolicies;
import io.rlpips.local.console.Console;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.Registration;
import io.rlpips.local.session.SearchChoice;
import io.rlpips.local.session.WorkFolder;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;

/** Judges recorded uploads again and compares with what was decided at the time. */
public final class Replay {
    private final Console console;
    private final Request request;
    private final ModelBundle bundle;
    private final ViewThresholds thresholds;

    /**
     * What is to be done.
     *
     * @param model that the job is configured with
     * @param options of the job
     * @param policies file of those that hold instead of the recorded ones
     * @param results decisions that are there already, instead of a run
     */
    public record Request(
            ModelChoice model,
            Configuration options,
            ReplayRange range,
            Optional<Path> policies,
            Optional<Path> results) {
        boolean oneModel() {
            return options.get(ReplayOptions.ONE_MODEL);
        }
    }

    /**
     * What came of it; the pictures are read from the recording when they are looked at.
     *
     * @param references by id, as they last were
     * @param uploads by id
     * @param others rejects of records that are no uploads
     * @param policies that hold as the range ends
     */
    public record Result(
            Detection.Result detection,
            Map<String, Picture> references,
            Map<String, Picture> uploads,
            Comparison comparison,
            List<Reject> others,
            RecordedPictures pictures,
            List<Policy> policies) {}

    private record Judged(Replayed decisions, long millis) {}

    /** @throws io.rlpips.metric.failure.RlpipsException where the model cannot be used or has no threshold */
    public Replay(Console console, Request request) {
        this.console = console;
        this.request = request;
        this.bundle = request.model().read();
        OptionalDouble given = request.options()
                .getOptional(DetectorOptions.THRESHOLD)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
        ViewThresholds known = new Detection.Request(
                        request.model(),
                        given,
                        List.of(),
                        new SearchChoice(request.options().get(DetectorOptions.VIEWS), false))
                .thresholdsFor(bundle);
        double otherViews =
                request.options().getOptional(DetectorOptions.VIEW_THRESHOLD).orElse(known.otherViews());
        this.thresholds = new ViewThresholds(known.asIs(), otherViews);
    }

    /** @throws io.rlpips.metric.failure.RlpipsException INVALID_ARGUMENT as {@link ReplayHorizon#require} */
    public void requireComplete(Instant now) {
        ReplayHorizon.require(request.options(), request.range(), now);
        for (ReplayHorizon.Gap gap : ReplayHorizon.gaps(request.options(), request.range(), now)) {
            console.remark("WARNING: THE REPLAY MAY BE INCOMPLETE: " + gap.text());
        }
    }

    /** @return what came of it, usable until the recording is closed */
    public Result run(Recording recording) {
        List<Policy> recorded = recorded(recording);
        List<Policy> policies = request.policies().map(GivenPolicies::read).orElse(recorded);
        Judged judged = judged(recording, recorded, policies);
        List<Outcome> outcomes = judged.decisions().outcomes();
        console.remark("reading what was decided at the time ...");
        RecordedDecisions then = RecordedDecisions.read(recording, request.range());
        Comparison comparison = Comparison.of(request.range(), then, outcomes);
        RecordedPictures pictures = RecordedPictures.of(
                recording, new AllowedLocations(request.options().get(DetectorOptions.ALLOWED_PREFIXES)));
        Map<String, Picture> references = pictures.references(request.range().untilMillis() - visibilityDelayMillis());
        tell(then.unreadable());
        tell(comparison, judged.decisions().others());
        return new Result(
                new Detection.Result(
                        bundle,
                        thresholds,
                        new Registration.Result(List.copyOf(references.keySet()), List.of()),
                        outcomes,
                        judged.millis()),
                references,
                pictures.uploads(outcomes),
                measured(comparison, then, outcomes, pictures),
                judged.decisions().others(),
                pictures,
                policies);
    }

    private Judged judged(Recording recording, List<Policy> recorded, List<Policy> given) {
        String uploads = Topics.name(Subjects.UPLOADS, request.options());
        if (request.results().isPresent()) {
            return new Judged(Replayed.read(request.results().get(), uploads), 0);
        }
        if (request.oneModel()) {
            warnOfMissingThresholds(given);
        }
        warnOfOtherViews(recorded, given);
        try (WorkFolder work = WorkFolder.make()) {
            Configuration options = new Configuration(request.options());
            if (request.policies().isPresent()) {
                Path file = work.path().resolve("policies.avro");
                Export.write(file, GivenPolicies.records(given));
                options.set(ReplayOptions.POLICIES, file.toUri().toString());
            }
            Path output = work.path().resolve("decisions");
            console.remark("starting a Flink cluster in this process; uploads of %s ..."
                    .formatted(request.range().text()));
            long count = recording.uploads(
                    request.range().fromMillis(), request.range().untilMillis());
            long millis = new ReplayRun(console).run(options, request.range(), count, output);
            return new Judged(Replayed.read(output, uploads), millis);
        }
    }

    /** @return each bank's last policy of the range that the detector takes */
    private List<Policy> recorded(Recording recording) {
        Map<String, Policy> policies = new LinkedHashMap<>();
        recording.visit(Subjects.POLICIES, 0, record -> {
            if (!record.heartbeat()
                    && record.brokerTimeMillis() < request.range().untilMillis()) {
                try {
                    if (record.tombstone()) {
                        policies.remove(record.keyText());
                    } else {
                        Policy policy = SingleObject.of(Subjects.POLICIES).decode(record.value());
                        if (BankPolicies.isTaken(record.keyText(), policy)) {
                            policies.remove(policy.getBank());
                            policies.put(policy.getBank(), policy);
                        }
                    }
                } catch (MalformedRecordException malformed) {
                    console.remark("%s: %s".formatted(record.at().text(), malformed.getMessage()));
                }
            }
        });
        return new ArrayList<>(policies.values());
    }

    /** A live detector refuses to activate such a model; a replay shows what its recommended threshold would give. */
    private void warnOfMissingThresholds(List<Policy> policies) {
        for (Policy policy : policies) {
            boolean any = policy.getMaximumDistance() != null
                    && (policy.getDistanceModelId() == null
                            || policy.getDistanceModelId().isEmpty()
                            || policy.getDistanceModelId().equals(bundle.modelId()));
            boolean chosen = any || policy.getMaximumDistances().containsKey(bundle.modelId());
            boolean others = policy.getMaximumDistance() != null
                    || !policy.getMaximumDistances().isEmpty();
            if (policy.getEnabled() && others && !chosen) {
                console.remark(Console.oneLine(
                        "WARNING: the policy of bank '%s' has a distance for other models and none for %s: its threshold is %s here"
                                .formatted(policy.getBank(), bundle.modelId(), thresholds.asIs())));
            }
        }
    }

    /** Views are made when references are registered; a replay searches those that there were. */
    private void warnOfOtherViews(List<Policy> recorded, List<Policy> given) {
        Map<String, List<String>> views =
                recorded.stream().collect(Collectors.toMap(Policy::getBank, Policy::getViews));
        for (Policy policy : given) {
            if (!policy.getViews().equals(views.getOrDefault(policy.getBank(), List.of()))) {
                console.remark(Console.oneLine(
                        "WARNING: the given policy of bank '%s' has other views than the recorded one; references are searched under those they were recorded with"
                                .formatted(policy.getBank())));
            }
        }
    }

    private void tell(Comparison comparison, List<Reject> others) {
        others.stream()
                .findFirst()
                .ifPresent(first -> console.remark(Console.oneLine(
                        "WARNING: %d records that decisions rest on could not be used, the first on %s, partition %d, offset %d: %s"
                                .formatted(
                                        others.size(),
                                        first.getRecord().getTopic(),
                                        first.getRecord().getPartition(),
                                        first.getRecord().getOffset(),
                                        first.getMessage()))));
        if (comparison.undecided() > 0) {
            console.remark("nothing is recorded about %d of the uploads: their alerts count as new"
                    .formatted(comparison.undecided()));
        }
        if (!request.oneModel() && !comparison.modelsNow().containsAll(comparison.modelsThen())) {
            console.remark(Console.oneLine(
                    "WARNING: at the time judged %s, now %s; --live-model names the bundle the live detector is configured with, --models the folders of announced ones"
                            .formatted(comparison.modelsThen(), comparison.modelsNow())));
        }
    }

    private void tell(List<String> unreadable) {
        unreadable.stream()
                .findFirst()
                .ifPresent(first -> console.remark(Console.oneLine(
                        "WARNING: %d records of what was decided at the time cannot be read and are left out, the first: %s"
                                .formatted(unreadable.size(), first))));
    }

    private Comparison measured(
            Comparison comparison, RecordedDecisions then, List<Outcome> outcomes, RecordedPictures pictures) {
        Map<BrokerPosition, String> modelsNow = new HashMap<>();
        outcomes.forEach(outcome -> outcome.verdict()
                .ifPresent(verdict -> modelsNow.put(
                        verdict.getUpload(), RecordedDecisions.named(verdict.getModelId(), verdict.getModelHash()))));
        try (UntoldDistances distances = new UntoldDistances(List.of(BundleReader.readDefault(), bundle), pictures)) {
            return distances.measured(comparison, then.modelsByUpload(), modelsNow, visibilityDelayMillis());
        }
    }

    private long visibilityDelayMillis() {
        return request.options().get(DetectorOptions.VISIBILITY_DELAY).toMillis();
    }
}
