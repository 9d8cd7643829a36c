package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Subjects;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what the detector knows. */
@Command(
        name = "list",
        description = "Prints the references and their state.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  rlpips reference list --bank brand-x --json"})
final class ReferenceListCommand implements Callable<Integer> {
    private static final String LAYOUT = "%-12s %-16s %-48s %s";

    private final Console console;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--bank", paramLabel = "B", description = "Only the references of this bank.")
    private Optional<String> bank = Optional.empty();

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    ReferenceListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.REFERENCE_STATUS));
        List<ReferenceStatus> states = NewestRecords.read(target, Subjects.REFERENCE_STATUS).values().stream()
                .filter(status -> bank.isEmpty() || bank.get().equals(status.getBank()))
                .toList();
        if (json) {
            console.resultJson(states.stream().map(RecordJson::of).toList());
            return 0;
        }
        console.result(LAYOUT.formatted("STATE", "BANK", "REFERENCE", "REASON").stripTrailing());
        for (ReferenceStatus status : states) {
            String reason = status.getReason() == null ? "" : status.getReason();
            console.result(Console.oneLine(
                    LAYOUT.formatted(status.getState(), status.getBank(), status.getReferenceId(), reason)));
        }
        return 0;
    }
}
