package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.session.ModelSwitch;
import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.ModelStatus;
import io.rlpips.schemas.Subjects;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes another model the one in force. */
@Command(
        name = "switch",
        description = {
            "Makes another model the one that uploads are judged by, without a pause: has every reference fingerprinted"
                    + " with it beside the model in force, then activates it for all uploads from one moment on, then"
                    + " retires another one if asked to. Exit code 1 if the jobs refuse, for example because a bank's"
                    + " policy has a threshold for other models only; the model in force then stays."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The jobs load bundles from allowed folders only: rlpips.model.allowed-prefixes, or 'serve --models DIR'.",
            "",
            "Examples:",
            "  rlpips model switch models/my-alexnet-v2.zip",
            "  rlpips model switch my-bundle.zip --location file:///models/my-bundle.zip --retire my-alexnet-v1"
        })
final class ModelSwitchCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Console console;

    @Mixin
    private AnnouncedBundle bundle;

    @Option(
            names = "--retire",
            paramLabel = "MODEL",
            description = "Afterwards drop the fingerprints of this model; uploads that wait are still judged by it.")
    private String retired;

    @Option(names = "--prepare-only", description = "Stop when every reference has been fingerprinted.")
    private boolean prepareOnly;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    ModelSwitchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ModelAnnouncement preparation = bundle.preparation();
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.MODELS, Subjects.MODEL_STATUS));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("modelId", preparation.getModelId());
        try (ModelSwitch models = new ModelSwitch(target, PATIENCE)) {
            ModelStatus ready = models.prepare(preparation, this::tell);
            facts.put("preparedReferences", ready.getPreparedReferences());
            if (!prepareOnly) {
                models.activate(preparation);
                console.remark("%s is active".formatted(preparation.getModelId()));
                if (retired != null) {
                    models.retire(retired, bundle.announcedBy(), bundle.note());
                    facts.put("retired", retired);
                }
            }
        }
        facts.put("state", prepareOnly ? "READY" : "ACTIVE");
        if (json) {
            console.resultJson(facts);
        } else {
            console.result(Console.oneLine("%s is %s, %d references prepared%s"
                    .formatted(
                            preparation.getModelId(),
                            facts.get("state"),
                            (long) facts.get("preparedReferences"),
                            retired == null || prepareOnly ? "" : "; " + retired + " is retired")));
        }
        return 0;
    }

    private void tell(long prepared, long total) {
        console.remark("%d of %d references are fingerprinted".formatted(prepared, total));
    }
}
