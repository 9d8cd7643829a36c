package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import picocli.CommandLine.Option;

/** Which broker a command talks to. */
final class BrokerOption {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "The broker, several separated by commas (default: ${DEFAULT-VALUE}).")
    private String bootstrapServers;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "What the deployment's topic names begin with.")
    private String topicPrefix;

    /** @param console told of records that cannot be read */
    Broker broker(Console console) {
        return broker(bootstrapServers, topicPrefix, console);
    }

    static Broker broker(String bootstrapServers, String topicPrefix, Console console) {
        return new Broker(
                bootstrapServers,
                topicPrefix,
                undecodable -> console.remark(Console.oneLine("passed over: " + undecodable.getMessage())));
    }
}
