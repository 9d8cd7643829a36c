package io.rlpips.local.command;

import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.local.bank.BankPolicies;
import io.rlpips.local.bank.BankSize;
import io.rlpips.local.bank.BankSizes;
import io.rlpips.local.bank.PartialPolicy;
import io.rlpips.local.bank.PolicyJson;
import io.rlpips.local.bank.PolicyWarnings;
import io.rlpips.local.bank.ResolvedTarget;
import io.rlpips.local.bank.TargetResolution;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.Severity;
import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes how a bank is judged. */
@Command(
        name = "set",
        description = {
            "Sets a bank's policy. What is not named stays as it is in the bank's present policy, or as in a bank without"
                    + " one. It holds for uploads from the moment the broker has it, and decisions name it. Warns where a model"
                    + " that is READY or ACTIVE has none of the distances, where there is no such model, and where the bank has"
                    + " outgrown its target."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips policy set logos --max-distance 0.08 --severity HIGH",
            "  rlpips policy set logos --views mirrored,rotated-90 --note ticket-4711",
            "  rlpips policy set logos --max-distance-of model-v4=0.08 --max-distance-of model-v5=0.10",
            "  rlpips policy set logos --max-distance-of model-v5=0.10 --max-view-distance-of model-v5=0.05",
            "  rlpips policy set logos --false-alerts-per-upload 0.001 --for-references 5000",
            "  rlpips policy set --from logos.json",
            "  rlpips policy set stock-photos --kind EXCLUDE",
            "  rlpips policy set memes --flood-limit 20 --sampling 0.1"
        })
final class PolicySetCommand implements Callable<Integer> {
    private static final String NONE = "none";

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "BANK", description = "The bank; --from may name it instead.")
    private String bank;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "A JSON file of fields, as 'calibrate --out' writes it and --json prints it; what it does not"
                    + " name stays, and the other options win over it.")
    private Path from;

    @Option(names = "--kind", description = "MATCH: its pictures raise alerts. EXCLUDE: they silence them.")
    private Optional<PolicyKind> kind = Optional.empty();

    @Option(names = "--enabled", paramLabel = "true|false", description = "Whether the bank is searched.")
    private Optional<Boolean> enabled = Optional.empty();

    @Option(
            names = "--max-distance",
            paramLabel = "D",
            description = "Threshold, whatever model is active; replaces all that there were.")
    private Optional<Double> maximumDistance = Optional.empty();

    @Option(
            names = "--max-distance-of",
            paramLabel = "MODEL=D",
            description = "Threshold for one model, whatever the views; may be given several times. It wins over"
                    + " --max-distance.")
    private Map<String, Double> maximumDistances = Map.of();

    @Option(
            names = "--max-view-distance-of",
            paramLabel = "MODEL=D",
            description =
                    "Threshold for one model of matches that only show under other views than the pictures as they"
                            + " are; may be given several times. Without one those have the same threshold.")
    private Map<String, Double> maximumViewDistances = Map.of();

    @Option(
            names = "--false-alerts-per-upload",
            paramLabel = "R",
            description =
                    "Threshold by a target: so many false alerts per upload on average, at the size the bank has now."
                            + " The distance follows from the model's calibration curve and replaces all that there were."
                            + " Where there are views, the picture as it is keeps four fifths of the false alerts and the"
                            + " views share the rest, for which they have to be nearer.")
    private Optional<Double> falseAlertsPerUpload = Optional.empty();

    @Option(
            names = "--for-references",
            paramLabel = "N",
            description = "Resolve the target for this many references, where the bank is going to grow"
                    + " (default: as many as it has).")
    private Optional<Long> forReferences = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "BUNDLE",
            description =
                    "Model bundle whose curve resolves the target; give every model that the bank has fingerprints"
                            + " of. Without it the built-in model.")
    private List<Path> models = List.of();

    @Option(names = "--recommended-distance", description = "No threshold of its own: the model's recommended one.")
    private boolean recommended;

    @Option(
            names = "--views",
            paramLabel = "VIEW",
            split = ",",
            description = "Views its references are searched under besides the picture as it is; 'standard': all,"
                    + " 'none': the configured ones.")
    private List<String> views = List.of();

    @Option(
            names = "--tenants",
            paramLabel = "TENANT",
            split = ",",
            description = "Tenants whose uploads are compared with it; 'none' for everybody's.")
    private List<String> tenants = List.of();

    @Option(names = "--severity", description = "Of its alerts: LOW, MEDIUM, HIGH or CRITICAL.")
    private Optional<Severity> severity = Optional.empty();

    @Option(
            names = "--flood-limit",
            paramLabel = "N",
            description = "Matches of one reference within an hour above which it is quarantined: they are recorded and"
                    + " raise no alerts; 'none': the configured limit.")
    private Optional<String> floodLimit = Optional.empty();

    @Option(
            names = "--sampling",
            paramLabel = "R",
            description = "Share of the uploads that are compared with it, from 0 to 1; which ones, their ids decide.")
    private Optional<Double> sampling = Optional.empty();

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why, for the record.")
    private String note;

    @Option(names = "--changed-by", paramLabel = "NAME", defaultValue = "", description = "Who, for the record.")
    private String changedBy;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print the policy as JSON.")
    private boolean json;

    PolicySetCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<PartialPolicy> file = Optional.ofNullable(from).map(PartialPolicy::read);
        nameBank(file);
        check();
        List<ModelBundle> bundles = bundles();
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.POLICIES, Subjects.FINGERPRINTS));
        target.requireTopics(PolicyWarnings.topics());
        BankPolicies policies = new BankPolicies(target);
        Policy present = policies.present(bank);
        file.ifPresent(fields -> fields.applyTo(present));
        present.setBank(bank);
        Policy changed = changed(present);
        resolve(target, changed, bundles);
        BankPolicies.requireAcceptable(changed);
        List<String> warnings = PolicyWarnings.of(target, changed);
        policies.set(changed);
        warnings.forEach(warning -> console.remark("warning: " + Console.oneLine(warning)));
        if (json) {
            console.resultJson(PolicyJson.of(changed, warnings));
        } else {
            console.result(Console.oneLine(PolicyLine.of(changed)));
        }
        return 0;
    }

    private void nameBank(Optional<PartialPolicy> file) {
        if (bank == null) {
            bank = file.flatMap(PartialPolicy::bank)
                    .orElseThrow(() -> new ParameterException(spec.commandLine(), "a bank is missing: give BANK"));
        }
    }

    /** Read before anything is asked of the broker: a mistake should cost nothing. */
    private List<ModelBundle> bundles() {
        if (falseAlertsPerUpload.isEmpty()) {
            return List.of();
        }
        return models.isEmpty()
                ? List.of(ModelChoice.builtIn().read())
                : models.stream().map(path -> ModelChoice.of(path).read()).toList();
    }

    private void resolve(Broker target, Policy changed, List<ModelBundle> bundles) {
        if (falseAlertsPerUpload.isEmpty()) {
            return;
        }
        List<ResolvedTarget> resolved = TargetResolution.resolve(
                changed,
                falseAlertsPerUpload.get(),
                sizes(target),
                bundles,
                forReferences.map(OptionalLong::of).orElse(OptionalLong.empty()));
        resolved.forEach(each -> console.remark(Console.oneLine(each.inWords())));
        TargetResolution.write(changed, resolved);
    }

    private Map<String, BankSize> sizes(Broker target) {
        try (StageBars bars = new StageBars(console)) {
            return BankSizes.read(target, bars::progress).of(bank);
        }
    }

    private Policy changed(Policy present) {
        Policy changed = Policy.newBuilder(present)
                .setKind(kind.orElse(present.getKind()))
                .setEnabled(enabled.orElse(present.getEnabled()))
                .setSeverity(severity.orElse(present.getSeverity()))
                .setChangedBy(changedBy)
                .setNote(note)
                .build();
        if (recommended || maximumDistance.isPresent()) {
            changed.setMaximumDistance(maximumDistance.orElse(null));
            changed.setDistanceModelId(null);
            changed.setMaximumDistances(new HashMap<>());
            changed.setMaximumViewDistances(new HashMap<>());
        }
        changed.getMaximumDistances().putAll(maximumDistances);
        changed.getMaximumViewDistances().keySet().removeAll(maximumDistances.keySet());
        changed.getMaximumViewDistances().putAll(maximumViewDistances);
        changed.setSamplingRatio(sampling.orElse(present.getSamplingRatio()));
        floodLimit.ifPresent(limit -> changed.setFloodLimitPerHour(limit.equals(NONE) ? null : perHour(limit)));
        if (distancesAreChosen()) {
            TargetResolution.forget(changed);
        }
        changed.setViews(given(views, changed.getViews()));
        changed.setTenants(given(tenants, changed.getTenants()));
        return changed;
    }

    private static List<String> given(List<String> named, List<String> present) {
        if (named.isEmpty()) {
            return present;
        }
        return new ArrayList<>(named.equals(List.of(NONE)) ? List.of() : named);
    }

    private void check() {
        BankPolicies.requireName(bank);
        checkTarget();
        maximumDistance.ifPresent(distance -> requireDistance("--max-distance", distance));
        maximumDistances.forEach((model, distance) -> requireDistance("--max-distance-of " + model, distance));
        maximumViewDistances.forEach((model, distance) -> requireDistance("--max-view-distance-of " + model, distance));
        floodLimit.filter(limit -> !limit.equals(NONE)).ifPresent(PolicySetCommand::perHour);
        if (sampling.isPresent() && !(sampling.get() >= 0 && sampling.get() <= 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "--sampling is %s, needs a number from 0 to 1".formatted(sampling.get()));
        }
        if (kind.equals(Optional.of(PolicyKind.UNKNOWN)) || severity.equals(Optional.of(Severity.UNKNOWN))) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "UNKNOWN is never written");
        }
        if (!views.equals(List.of(NONE))) {
            ViewNames.labels(views);
        }
    }

    private static int perHour(String limit) {
        try {
            int perHour = Integer.parseInt(limit);
            if (perHour >= 1) {
                return perHour;
            }
        } catch (NumberFormatException notANumber) {
            throw wrongLimit(limit, notANumber);
        }
        throw wrongLimit(limit, null);
    }

    private static RlpipsException wrongLimit(String limit, Exception cause) {
        return new RlpipsException(
                FailureCategory.INVALID_ARGUMENT,
                "--flood-limit is %s, needs a whole number of at least 1, or 'none'".formatted(limit),
                cause);
    }

    private boolean distancesAreChosen() {
        return recommended
                || maximumDistance.isPresent()
                || !maximumDistances.isEmpty()
                || !maximumViewDistances.isEmpty();
    }

    private void checkTarget() {
        if (falseAlertsPerUpload.isEmpty()) {
            if (forReferences.isPresent() || !models.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(), "--for-references and --model belong to --false-alerts-per-upload");
            }
            return;
        }
        if (distancesAreChosen()) {
            throw new ParameterException(
                    spec.commandLine(), "--false-alerts-per-upload resolves to a distance: give one or the other");
        }
        double target = falseAlertsPerUpload.get();
        if (!(target > 0 && target < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "--false-alerts-per-upload is %s, must lie between 0 and 1".formatted(target));
        }
    }

    private static void requireDistance(String option, double distance) {
        if (!(distance >= 0 && distance < Double.POSITIVE_INFINITY)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s is %s, needs a number of at least 0".formatted(option, distance));
        }
    }
}
