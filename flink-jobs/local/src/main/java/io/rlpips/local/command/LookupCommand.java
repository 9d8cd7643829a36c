package io.rlpips.local.command;

import io.rlpips.local.bank.BankPolicies;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.LookupLines;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.session.LookupAnswer;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.UploadRun;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running detector whether pictures are known. */
@Command(
        name = "lookup",
        description = {
            "Asks a running detector whether pictures are known now, and by what. They are judged as uploads are, by all"
                    + " banks that the tenant's uploads are compared with, samples aside; nothing is raised, and nothing"
                    + " counts. Exit code 0 also when nothing is known, 1 when a picture could not be judged."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  rlpips lookup picture.jpg", "  rlpips lookup a.png b.png --bank logos --json"})
final class LookupCommand implements Callable<Integer> {
    private static final int UNANSWERED = 1;

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Pictures.")
    private List<Path> files;

    @Option(
            names = "--bank",
            paramLabel = "B",
            description = "Only matches of this bank, which has to have a policy or a reference (default: of all).")
    private Optional<String> bank = Optional.empty();

    @Option(
            names = "--tenant",
            paramLabel = "T",
            defaultValue = "",
            description = "On whose behalf; policies may apply to some tenants only.")
    private String tenant;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait while nothing is answered (default: ${DEFAULT-VALUE}).")
    private int timeoutSeconds;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print one JSON object a picture, each on a line.")
    private boolean json;

    LookupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (timeoutSeconds < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--timeout is %d, needs at least 1".formatted(timeoutSeconds));
        }
        Map<String, String> names = new LinkedHashMap<>();
        List<Picture> pictures = files.stream().map(file -> asked(file, names)).toList();
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.UPLOADS, Subjects.VERDICTS, Subjects.ALERTS, Subjects.REJECTS));
        bank.ifPresent(named -> {
            target.requireTopics(List.of(Subjects.POLICIES, Subjects.REFERENCE_STATUS));
            new BankPolicies(target).requireKnown(named);
        });
        List<Outcome> outcomes;
        try (UploadRun run = new UploadRun(target, () -> {}, Duration.ofSeconds(timeoutSeconds))) {
            outcomes = run.lookUp(pictures, tenant, outcome -> tell(names.get(outcome.uploadId()), outcome));
        }
        return outcomes.stream().allMatch(outcome -> outcome.verdict().isPresent()) ? 0 : UNANSWERED;
    }

    private static Picture asked(Path file, Map<String, String> names) {
        if (!Files.isRegularFile(file)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such file: " + file);
        }
        String id = LookupAnswer.newId(file.getFileName().toString());
        names.put(id, file.toString());
        return Picture.ofFile(id, file);
    }

    private void tell(String name, Outcome outcome) {
        LookupAnswer answer = LookupAnswer.of(name, outcome, bank);
        if (json) {
            console.resultJsonLine(answer);
        } else {
            console.result(String.join(System.lineSeparator(), LookupLines.of(answer, bank)));
        }
    }
}
