package io.rlpips.local.command;

import io.rlpips.detector.control.ViewNames;
import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.local.exchange.Sender;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.PolicyKind;
import io.rlpips.schemas.Severity;
import io.rlpips.schemas.Subjects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes how a bank is judged. */
@Command(
        name = "set",
        description = {
            "Sets a bank's policy. What is not named stays as it is in the bank's present policy, or as in a bank without"
                    + " one. It holds for uploads from the moment the broker has it, and decisions name it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips policy set logos --max-distance 0.08 --severity HIGH",
            "  rlpips policy set logos --views mirrored,rotated-90 --note ticket-4711",
            "  rlpips policy set logos --max-distance-of model-v4=0.08 --max-distance-of model-v5=0.10",
            "  rlpips policy set stock-photos --kind EXCLUDE",
            "  rlpips policy set memes --flood-limit 20 --sampling 0.1"
        })
final class PolicySetCommand implements Callable<Integer> {
    private static final String NONE = "none";

    private final Console console;

    @Parameters(index = "0", paramLabel = "BANK", description = "The bank.")
    private String bank;

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
            description = "Threshold for one model; may be given several times. It wins over --max-distance.")
    private Map<String, Double> maximumDistances = Map.of();

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
        check();
        Broker target = broker.broker();
        target.requireTopics(List.of(Subjects.POLICIES));
        Policy present = Optional.ofNullable(
                        NewestRecords.read(target, Subjects.POLICIES).get(bank))
                .orElseGet(() -> Policy.newBuilder().setBank(bank).build());
        Policy changed = changed(present);
        try (Sender sender = target.sender()) {
            sender.send(Subjects.POLICIES, bank, changed);
            sender.flush();
        }
        if (json) {
            console.resultJson(RecordJson.of(changed));
        } else {
            console.result(Console.oneLine(PolicyLine.of(changed)));
        }
        return 0;
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
        }
        Map<String, Double> distances = new HashMap<>(changed.getMaximumDistances());
        distances.putAll(maximumDistances);
        changed.setMaximumDistances(distances);
        changed.setSamplingRatio(sampling.orElse(present.getSamplingRatio()));
        floodLimit.ifPresent(limit -> changed.setFloodLimitPerHour(limit.equals(NONE) ? null : perHour(limit)));
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
        if (bank.isEmpty() || bank.equals(Subjects.HEARTBEAT_KEY)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no bank can be called '" + bank + "'");
        }
        maximumDistance.ifPresent(distance -> requireDistance("--max-distance", distance));
        maximumDistances.forEach((model, distance) -> requireDistance("--max-distance-of " + model, distance));
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

    private static void requireDistance(String option, double distance) {
        if (!(distance >= 0 && distance < Double.POSITIVE_INFINITY)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s is %s, needs a number of at least 0".formatted(option, distance));
        }
    }
}
