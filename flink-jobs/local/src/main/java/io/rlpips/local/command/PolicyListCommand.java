package io.rlpips.local.command;

import io.rlpips.local.bank.BankSizes;
import io.rlpips.local.bank.TargetCheck;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.StageBars;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Subjects;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How every bank is judged. */
@Command(
        name = "list",
        description =
                "Prints the policies in force; banks without one are judged by the model's recommended threshold. Warns where a"
                        + " bank has outgrown the size that its target of false alerts was resolved for.",
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
        Broker target = broker.broker();
        target.requireTopics(List.of(Subjects.POLICIES, Subjects.FINGERPRINTS));
        Collection<Policy> policies =
                NewestRecords.read(target, Subjects.POLICIES).values();
        warn(target, policies);
        if (json) {
            console.resultJson(policies.stream().map(RecordJson::of).toList());
            return 0;
        }
        console.result(PolicyLine.HEADING);
        policies.forEach(policy -> console.result(Console.oneLine(PolicyLine.of(policy))));
        return 0;
    }

    /** The topic of fingerprints is long: it is only read where somebody set a target. */
    private void warn(Broker target, Collection<Policy> policies) {
        if (policies.stream().allMatch(policy -> policy.getFalseAlertsPerUpload() == null)) {
            return;
        }
        BankSizes sizes;
        try (StageBars bars = new StageBars(console)) {
            sizes = BankSizes.read(target, bars::progress);
        }
        policies.forEach(policy -> TargetCheck.warning(policy, sizes.of(policy.getBank()))
                .ifPresent(warning -> console.remark("warning: " + Console.oneLine(warning))));
    }
}
