package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.local.console.StageBars;
import io.rlpips.local.evidence.AlertEvidence;
import io.rlpips.local.evidence.EvidenceFolder;
import io.rlpips.local.evidence.EvidenceModels;
import io.rlpips.local.evidence.EvidenceSearch;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evidence that needs no broker. */
@Command(
        name = "export",
        description =
                "Writes a folder of evidence for each alert: the records as they were (alert, verdict, upload, reference,"
                        + " policy, reviews), both pictures where they are kept, the model, SHA-256 of everything, and a"
                        + " README.md with the command that computes the distance again from the folder alone. It is computed"
                        + " again here where pictures and model are at hand: exit code 1 if that fails or comes out otherwise,"
                        + " 0 also where one of them is gone. Pictures that were sent as claim checks are taken from the folders"
                        + " allowed, where what lies there still is what was judged.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips alerts export --alert 0123456789abcdef0123456789abcdef --out evidence",
            "  rlpips alerts export --alert 0123456789abcdef0123456789abcdef --model my-bundle.zip --out evidence --json",
            "  rlpips alerts export --alert 0123456789abcdef0123456789abcdef --allow /srv/pictures --out evidence"
        })
final class AlertsExportCommand implements Callable<Integer> {
    /** Ids name folders, so they are taken for nothing else. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8,64}");

    private final Console console;

    @Option(
            names = "--alert",
            paramLabel = "ID",
            required = true,
            split = ",",
            description = "The alert's id; may be given several times.")
    private List<String> ids;

    @Option(
            names = "--model",
            paramLabel = "BUNDLE",
            description = "A model bundle besides the built-in one; may be given several times.")
    private List<Path> models = List.of();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Folder in which each alert gets a new one, named by its id.")
    private Path out;

    @Option(
            names = "--no-model",
            description = "Leave the model out, of which only card and manifest are written then.")
    private boolean noModel;

    @Mixin
    private AllowOption allowed;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print a JSON array of what was written.")
    private boolean json;

    AlertsExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<String> wanted = ids.stream().distinct().toList();
        wanted.forEach(this::check);
        EvidenceModels known = new EvidenceModels(
                models.stream().map(path -> ModelChoice.of(path).read()).toList());
        EvidenceFolder.Sources sources = new EvidenceFolder.Sources(known, !noModel, allowed.locations());
        List<AlertEvidence> found;
        try (StageBars bars = new StageBars(console)) {
            found = new EvidenceSearch(broker.broker(console), bars::progress).of(wanted);
        }
        List<EvidenceFolder.Written> written = new ArrayList<>();
        try (Progress progress = console.progress("writing evidence", found.size())) {
            for (AlertEvidence evidence : found) {
                written.add(EvidenceFolder.write(out.resolve(evidence.alert().getAlertId()), evidence, sources));
                progress.stepTo(written.size());
            }
        }
        tell(written);
        return written.stream().allMatch(EvidenceFolder.Written::holds) ? 0 : 1;
    }

    private void check(String id) {
        if (!ID.matcher(id).matches()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "--alert is '%s', needs hexadecimal digits".formatted(id));
        }
        if (Files.exists(out.resolve(id))) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, out.resolve(id) + " exists already");
        }
    }

    private void tell(List<EvidenceFolder.Written> written) {
        if (json) {
            console.resultJson(written.stream().map(AlertsExportCommand::facts).toList());
            return;
        }
        for (EvidenceFolder.Written each : written) {
            console.result("%s: %s; %s"
                    .formatted(
                            each.folder(),
                            each.uploadKept() && each.referenceKept()
                                    ? "both pictures"
                                    : each.uploadKept()
                                            ? "only the upload's picture"
                                            : each.referenceKept() ? "only the reference's picture" : "no picture",
                            each.recomputation()
                                    .map(computed -> "distance %s computed again, %s"
                                            .formatted(
                                                    computed.distance().distance(),
                                                    computed.agrees() ? "as in the alert" : "NOT AS IN THE ALERT"))
                                    .orElseGet(() -> "distance not computed again"
                                            + each.obstacle()
                                                    .map(why -> ": " + Console.oneLine(why))
                                                    .orElse(""))));
        }
    }

    private static Map<String, Object> facts(EvidenceFolder.Written written) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("folder", written.folder().toString());
        facts.put("uploadKept", written.uploadKept());
        facts.put("referenceKept", written.referenceKept());
        facts.put(
                "recomputedDistance",
                written.recomputation()
                        .map(computed -> computed.distance().distance())
                        .orElse(null));
        facts.put(
                "agrees",
                written.recomputation().map(computed -> computed.agrees()).orElse(null));
        facts.put("obstacle", written.obstacle().orElse(null));
        return facts;
    }
}
