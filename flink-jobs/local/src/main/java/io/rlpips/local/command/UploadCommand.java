package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.DecisionTable;
import io.rlpips.local.console.Progress;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.UploadRun;
import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends pictures to a running detector. */
@Command(
        name = "upload",
        description = "Sends pictures to a running detector; ids are the paths below a folder, or the file name.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips upload picture.jpg --wait",
            "  rlpips upload incoming/ --bootstrap-servers broker:9092"
        })
final class UploadCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Pictures, or folders of pictures.")
    private List<Path> paths;

    @Mixin
    private BrokerOption broker;

    @Option(
            names = "--tenant",
            paramLabel = "T",
            defaultValue = "",
            description = "On whose behalf; policies may apply to some tenants only.")
    private String tenant;

    @Option(names = "--wait", description = "Wait for the decisions and print them.")
    private boolean wait;

    @Option(names = "--json", description = "Print JSON: the decisions with --wait, else the count.")
    private boolean json;

    UploadCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Picture> pictures = PictureArguments.read(paths);
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.UPLOADS, Subjects.VERDICTS, Subjects.ALERTS, Subjects.REJECTS));
        if (wait) {
            try (UploadRun run = new UploadRun(target, () -> {}, PATIENCE)) {
                run.run(pictures, tenant, this::tell);
            }
        } else {
            send(target, pictures);
        }
        return 0;
    }

    private void send(Broker target, List<Picture> pictures) {
        try (Sender sender = target.sender();
                Progress progress = console.progress("uploading", pictures.size())) {
            int sent = 0;
            for (Picture picture : pictures) {
                sender.send(Subjects.UPLOADS, picture.id(), Payloads.upload(picture, tenant));
                progress.stepTo(++sent);
            }
            sender.flush();
        }
        if (json) {
            console.resultJson(Map.of("uploads", pictures.size()));
        } else {
            console.result(pictures.size() + " uploaded");
        }
    }

    private void tell(Outcome outcome) {
        if (json) {
            console.resultJsonLine(json(outcome));
        } else {
            console.result(DecisionTable.line(outcome));
        }
    }

    private static Map<String, Object> json(Outcome outcome) {
        Map<String, Object> decision = new LinkedHashMap<>();
        decision.put("uploadId", outcome.uploadId());
        outcome.verdict().ifPresent(verdict -> {
            decision.put("outcome", verdict.getOutcome().name());
            decision.put("nearestDistance", verdict.getNearestDistance());
            decision.put("bestReferenceId", verdict.getBestReferenceId());
            decision.put("modelId", verdict.getModelId());
        });
        outcome.reject().ifPresent(reject -> {
            decision.put("outcome", "REJECTED");
            decision.put("category", reject.getCategory().name());
            decision.put("message", reject.getMessage());
        });
        return decision;
    }
}
