package io.rlpips.local.command;

import io.rlpips.local.bank.BankPolicies;
import io.rlpips.local.bank.PolicyWarnings;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.score.Csv;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.Registration;
import io.rlpips.local.session.UnchangedReferences;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Registers references in bulk. */
@Command(
        name = "add",
        description = {
            "Registers references and waits until the detector has taken or refused each. What is ACTIVE already"
                    + " with the same bytes is not sent again, so an interrupted registration simply is repeated. Warns where"
                    + " the bank has outgrown the size that its policy's target was resolved for."
                    + " Exit code 1 if one was refused."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A CSV file has the columns referenceId,path and any others; paths are relative to the file.",
            "",
            "Examples:",
            "  rlpips reference add originals/",
            "  rlpips reference add originals.csv --bank brand-x"
        })
final class ReferenceAddCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Console console;

    @Parameters(index = "0", paramLabel = "DIR|CSV|FILE", description = "A folder, a list, or one picture.")
    private Path source;

    @Mixin
    private BrokerOption broker;

    @Option(
            names = "--bank",
            paramLabel = "B",
            defaultValue = Detection.BANK,
            description = "The bank they belong to (default: ${DEFAULT-VALUE}).")
    private String bank;

    @Option(names = "--json", description = "Print the counts and refusals as JSON.")
    private boolean json;

    ReferenceAddCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Picture> pictures = pictures();
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.REFERENCES, Subjects.REFERENCE_STATUS, Subjects.POLICIES));
        Set<String> unchanged = UnchangedReferences.among(target, pictures, bank);
        List<Picture> due = pictures.stream()
                .filter(picture -> !unchanged.contains(picture.id()))
                .toList();
        Registration.Result result;
        try (Progress progress = console.progress("registering references", due.size())) {
            result = new Registration(target, () -> {}, PATIENCE).register(due, bank, progress::stepTo);
        }
        tell(result, pictures.size() - due.size(), warnings(target));
        return result.rejected().isEmpty() ? 0 : 1;
    }

    /** A bank that grows may outgrow the size that its threshold was resolved for. */
    private List<String> warnings(Broker target) {
        List<String> warnings = PolicyWarnings.outgrown(target, new BankPolicies(target).present(bank));
        warnings.forEach(warning -> console.remark("warning: " + Console.oneLine(warning)));
        return warnings;
    }

    private List<Picture> pictures() {
        if (Files.isRegularFile(source) && source.toString().endsWith(".csv")) {
            return listed();
        }
        return PictureArguments.read(List.of(source));
    }

    private List<Picture> listed() {
        List<Csv.Row> rows = Csv.read(source);
        if (rows.isEmpty()
                || rows.get(0).fields().size() < 2
                || !rows.get(0).fields().subList(0, 2).equals(List.of("referenceId", "path"))) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, source + " must begin with the line 'referenceId,path'");
        }
        List<Picture> pictures = new ArrayList<>();
        for (Csv.Row row : rows.subList(1, rows.size())) {
            Path file = row.fields().size() < 2
                    ? source
                    : source.resolveSibling(row.fields().get(1));
            if (row.fields().size() < 2 || row.fields().get(0).isEmpty() || !Files.isRegularFile(file)) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "%s, line %d: needs an id and the path of a file".formatted(source, row.number()));
            }
            pictures.add(Picture.ofFile(row.fields().get(0), file));
        }
        return pictures;
    }

    private void tell(Registration.Result result, int unchanged, List<String> warnings) {
        if (json) {
            Map<String, Object> counts = new LinkedHashMap<>();
            counts.put("active", result.active().size());
            counts.put("rejected", result.rejected().size());
            counts.put("unchanged", unchanged);
            counts.put(
                    "refusals",
                    result.rejected().stream()
                            .map(status -> Map.of(
                                    "referenceId", status.getReferenceId(),
                                    "category", String.valueOf(status.getCategory()),
                                    "reason", String.valueOf(status.getReason())))
                            .toList());
            counts.put("warnings", warnings);
            console.resultJson(counts);
            return;
        }
        result.rejected()
                .forEach(status -> console.result(Console.oneLine("REJECTED %s %s: %s"
                        .formatted(status.getReferenceId(), status.getCategory(), status.getReason()))));
        console.result("%d ACTIVE, %d REJECTED, %d unchanged"
                .formatted(result.active().size(), result.rejected().size(), unchanged));
    }
}
