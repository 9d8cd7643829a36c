package io.rlpips.local.command;

import io.rlpips.local.bank.BankPolicies;
import io.rlpips.local.bank.BankSizes;
import io.rlpips.local.bank.DistanceCheck;
import io.rlpips.local.bank.PolicyJson;
import io.rlpips.local.bank.TargetCheck;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Subjects;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How every bank is judged. */
@Command(
        name = "list",
        description =
                "Prints the policies in force; banks without one are judged by the model's recommended threshold. Warns where a"
                        + " bank has outgrown the size that its target of false alerts was resolved for, and where a policy has"
                        + " distances and none for a model that is READY or ACTIVE.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  rlpips policy list --json"})
final class PolicyListCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    PolicyListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.POLICIES, Subjects.FINGERPRINTS, Subjects.MODEL_STATUS));
        Collection<Policy> policies = new BankPolicies(target).inForce().values();
        Map<String, List<String>> warnings = warnings(target, policies);
        warnings.values()
                .forEach(ofBank -> ofBank.forEach(warning -> console.remark("warning: " + Console.oneLine(warning))));
        if (json) {
            console.resultJson(policies.stream()
                    .map(policy -> PolicyJson.of(policy, warnings.get(policy.getBank())))
                    .toList());
            return 0;
        }
        console.result(PolicyLine.HEADING);
        policies.forEach(policy -> console.result(Console.oneLine(PolicyLine.of(policy))));
        return 0;
    }

    /** The topic of fingerprints is long: it is only read where somebody set a target. */
    private Map<String, List<String>> warnings(Broker target, Collection<Policy> policies) {
        Collection<ModelStatus> models =
                NewestRecords.read(target, Subjects.MODEL_STATUS).values();
        Map<String, List<String>> warnings = new LinkedHashMap<>();
        policies.forEach(
                policy -> warnings.put(policy.getBank(), new ArrayList<>(DistanceCheck.warnings(policy, models))));
        if (policies.stream().anyMatch(policy -> policy.getFalseAlertsPerUpload() != null)) {
            BankSizes sizes;
            try (StageBars bars = new StageBars(console)) {
                sizes = BankSizes.read(target, bars::progress);
            }
            policies.forEach(policy -> TargetCheck.warning(policy, sizes.of(policy.getBank()))
                    .ifPresent(warnings.get(policy.getBank())::add));
        }
        return warnings;
    }
}
