package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.session.Announcement;
import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.Subjects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells the detector of a model. */
@Command(
        name = "announce",
        description = "Puts PREPARE for a bundle on the topic 'models': the references are to be fingerprinted with it "
                + "beside the model in force. Waits until the broker has the record.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips model announce my-bundle.zip --bootstrap-servers broker:9092",
            "  rlpips model announce my-bundle.zip --location s3://models/my-alexnet-v1/HASH/bundle.zip"
        })
final class ModelAnnounceCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private AnnouncedBundle bundle;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ModelAnnounceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelAnnouncement record = bundle.preparation();
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.MODELS));
        Position place = Announcement.send(target, record);
        if (json) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("modelId", record.getModelId());
            facts.put("command", record.getCommand().name());
            facts.put("location", record.getLocation());
            facts.put("bundleSha256", record.getBundleSha256());
            facts.put("topic", place.topic());
            facts.put("partition", place.partition());
            facts.put("offset", place.offset());
            console.resultJson(facts);
        } else {
            console.result(Console.oneLine("PREPARE %s: %s, SHA-256 %s"
                    .formatted(record.getModelId(), record.getLocation(), record.getBundleSha256())));
            console.result(
                    "topic %s, partition %d, offset %d".formatted(place.topic(), place.partition(), place.offset()));
        }
        return 0;
    }
}
