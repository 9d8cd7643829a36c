package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.Sender;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import io.rlpips.schemas.Subjects;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes policies back. */
@Command(
        name = "remove",
        description = "Takes the policies of banks back: they are judged as configured again.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  rlpips policy remove logos"})
final class PolicyRemoveCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "BANK", description = "The banks.")
    private List<String> banks;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print the count as JSON.")
    private boolean json;

    PolicyRemoveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.POLICIES));
        Map<String, Policy> known = NewestRecords.read(target, Subjects.POLICIES);
        for (String bank : banks) {
            if (!known.containsKey(bank)) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "bank '%s' has no policy".formatted(bank));
            }
        }
        try (Sender sender = target.sender()) {
            banks.forEach(bank -> sender.sendTombstone(Subjects.POLICIES, bank));
            sender.flush();
        }
        if (json) {
            console.resultJson(Map.of("removed", banks.size()));
        } else {
            console.result(banks.size() + " removed");
        }
        return 0;
    }
}
