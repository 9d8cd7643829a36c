package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.Sender;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.Subjects;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes references out of the detector. */
@Command(
        name = "remove",
        description = "Removes references; they match nothing from then on.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  rlpips reference remove logo.png banner.jpg"})
final class ReferenceRemoveCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "Reference ids, as they were added.")
    private List<String> ids;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print the count as JSON.")
    private boolean json;

    ReferenceRemoveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Broker target = broker.broker();
        target.requireTopics(List.of(Subjects.REFERENCES, Subjects.REFERENCE_STATUS));
        Map<String, ReferenceStatus> known = NewestRecords.read(target, Subjects.REFERENCE_STATUS);
        for (String id : ids) {
            if (!known.containsKey(id)) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such reference: " + id);
            }
        }
        try (Sender sender = target.sender()) {
            ids.forEach(id -> sender.sendTombstone(Subjects.REFERENCES, id));
            sender.flush();
        }
        if (json) {
            console.resultJson(Map.of("removed", ids.size()));
        } else {
            console.result(ids.size() + " removed");
        }
        return 0;
    }
}
