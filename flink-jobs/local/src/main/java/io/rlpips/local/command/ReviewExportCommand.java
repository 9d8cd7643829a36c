package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.evidence.ReviewedPictures;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.replay.BrokerRecording;
import io.rlpips.local.replay.RecordedPictures;
import io.rlpips.local.score.Csv;
import io.rlpips.local.session.ReviewedPairs;
import io.rlpips.local.session.ReviewedPairs.ReviewedPair;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.Subjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes what people found as labelled pairs. */
@Command(
        name = "export",
        description = {
            "Writes all reviewed alerts as pairs of upload and reference with their label, 'copy' where the alert was"
                    + " confirmed and 'unrelated' where it was dismissed, and the distance by the model that raised it:"
                    + " labels for detect and replay, and reviewed pairs for calibrate.",
            "With --pictures also their pictures, under the views that were compared, as a set judged by people: every"
                    + " pair for 'evaluate jnd', and where a reference has alerts of both kinds, triplets to train heads on."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips review export --out pairs.csv",
            "  rlpips review export --out pairs.csv --pictures reviewed"
        })
final class ReviewExportCommand implements Callable<Integer> {
    private static final List<String> HEADING = List.of(
            "upload",
            "reference",
            "label",
            "distance",
            "model",
            "alert",
            "reviewer",
            "uploadSha256",
            "uploadView",
            "referenceView");

    private final Console console;

    @Option(names = "--out", required = true, paramLabel = "CSV", description = "The file to write.")
    private Path out;

    @Option(names = "--pictures", paramLabel = "DIR", description = "A new folder for the pictures.")
    private Optional<Path> pictures = Optional.empty();

    @Mixin
    private AllowOption allowed;

    @Mixin
    private BrokerOption broker;

    @Option(names = "--json", description = "Print the counts as JSON.")
    private boolean json;

    ReviewExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Broker target = broker.broker(console);
        target.requireTopics(List.of(Subjects.ALERTS, Subjects.REVIEWS, Subjects.UPLOADS, Subjects.FINGERPRINTS));
        ReviewedPairs.All all = ReviewedPairs.read(target);
        write(all.pairs());
        Optional<ReviewedPictures.Counts> shown = pictures.map(root -> write(root, all.pairs(), target));
        if (json) {
            Map<String, Object> counts = new LinkedHashMap<>();
            counts.put("pairs", all.pairs().size());
            counts.put("withoutAlert", all.withoutAlert());
            shown.ifPresent(each -> counts.put("pictures", each));
            console.resultJson(counts);
        } else {
            console.result("%d pairs in %s".formatted(all.pairs().size(), out));
            shown.ifPresent(each -> console.result("%d pairs and %d triplets with their pictures in %s"
                    .formatted(each.pairs(), each.triplets(), pictures.orElseThrow())));
        }
        shown.filter(each -> each.without() > 0)
                .ifPresent(each -> console.remark(
                        "%d pairs without pictures: they are not kept any more, or lie where --allow does not point"
                                .formatted(each.without())));
        if (all.withoutAlert() > 0) {
            console.remark("%d reviews left out: their alerts are not on the broker, or answer lookups"
                    .formatted(all.withoutAlert()));
        }
        return 0;
    }

    private ReviewedPictures.Counts write(Path root, List<ReviewedPair> pairs, Broker target) {
        try (BrokerRecording recording = new BrokerRecording(target)) {
            return ReviewedPictures.write(root, pairs, RecordedPictures.of(recording, allowed.locations()));
        }
    }

    private void write(List<ReviewedPair> pairs) {
        StringBuilder text = new StringBuilder(Csv.line(HEADING));
        pairs.forEach(pair -> text.append(Csv.line(fields(pair))));
        try {
            Files.writeString(out, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write %s: %s".formatted(out, e.getMessage()), e);
        }
    }

    private static List<String> fields(ReviewedPair pair) {
        boolean copy = pair.review().getDecision() == ReviewDecision.CONFIRMED;
        return List.of(
                pair.alert().getUploadId(),
                pair.alert().getReferenceId(),
                copy ? "copy" : "unrelated",
                String.valueOf(pair.alert().getDistance()),
                pair.alert().getModelId(),
                pair.alert().getAlertId(),
                pair.review().getReviewer(),
                pair.alert().getUploadSha256(),
                pair.alert().getUploadView(),
                pair.alert().getReferenceView());
    }
}
