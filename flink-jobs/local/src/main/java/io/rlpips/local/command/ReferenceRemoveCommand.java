package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.session.Removal;
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
        description =
                "Removes references; they match nothing from then on. What is kept of them goes as the topics are set;"
                        + " 'reference erase' also sees to it and says when.",
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
        Broker target = broker.broker(console);
        Removal.requireKnown(target, ids);
        Removal.send(target, ids);
        if (json) {
            console.resultJson(Map.of("removed", ids.size()));
        } else {
            console.result(ids.size() + " removed");
        }
        return 0;
    }
}
