package io.rlpips.local.evidence;

import io.rlpips.local.console.Console;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an evidence folder says to people. Identifiers are other people's text: they stand in one line, as code. */
final class EvidenceReadme {
    private final AlertEvidence evidence;
    private final Map<String, byte[]> files;
    private final Optional<String> uploadFile;
    private final Optional<String> referenceFile;
    private final Map<String, String> unopened;
    private final Model model;
    private final Optional<Recomputation> recomputation;
    private final Optional<String> obstacle;
    private final StringBuilder text = new StringBuilder();

    static final String MODEL_FOLDER = "model";

    /** Where the alert's model is for whoever reads this. */
    enum Model {
        INCLUDED,
        /** Left out; commands of this build take it without being told. */
        BUILT_IN,
        /** Left out. */
        ELSEWHERE,
        /** Not even its papers are here. */
        MISSING
    }

    /** @param unopened by the picture's name, why it is not here although its record says where it was */
    EvidenceReadme(
            AlertEvidence evidence,
            Map<String, byte[]> files,
            Optional<String> uploadFile,
            Optional<String> referenceFile,
            Map<String, String> unopened,
            Model model,
            Optional<Recomputation> recomputation,
            Optional<String> obstacle) {
        this.evidence = evidence;
        this.files = files;
        this.uploadFile = uploadFile;
        this.referenceFile = referenceFile;
        this.unopened = unopened;
        this.model = model;
        this.recomputation = recomputation;
        this.obstacle = obstacle;
    }

    String text() {
        Alert alert = evidence.alert();
        line("# Alert %s", code(alert.getAlertId()));
        line("");
        line(
                "The upload %s matched the reference %s of bank %s.",
                code(alert.getUploadId()), code(alert.getReferenceId()), code(alert.getBank()));
        figures(alert);
        pictures(alert);
        recompute(alert);
        line("");
        line("`SHA256SUMS` holds the digest of every file here: `sha256sum -c SHA256SUMS`.");
        return text.toString();
    }

    private void figures(Alert alert) {
        line("");
        line("| | |");
        line("|---|---|");
        row("distance", alert.getDistance());
        row("threshold", alert.getThreshold());
        row("margin", alert.getMargin());
        row("distance by layer", alert.getLayerDistances());
        row("view of the upload", code(alert.getUploadView()));
        row("view of the reference", code(alert.getReferenceView()));
        row("severity", alert.getSeverity());
        row("disposition", alert.getDisposition());
        if (alert.getRetroactive()) {
            row(
                    "retroactive: the upload was read again, for a reference that came after it, at",
                    Instant.ofEpochMilli(alert.getRecheckBrokerTimeMillis()));
        }
        row("tenant", code(alert.getTenant()));
        row("upload's record", code(place(alert.getUpload())));
        row("upload's broker time", Instant.ofEpochMilli(alert.getUploadBrokerTimeMillis()));
        row("upload, pixels", alert.getUploadWidth() + " x " + alert.getUploadHeight());
        row("judged by what stood at", Instant.ofEpochMilli(alert.getVisibilityTimeMillis()));
        row("reference's record", code(place(alert.getReference())));
        row("reference's broker time", Instant.ofEpochMilli(alert.getReferenceBrokerTimeMillis()));
        row("model", code(alert.getModelId()));
        row("model hash", code(alert.getModelHash()));
        row("policy", policy(alert));
        row(
                "verdict",
                evidence.verdict()
                        .map(verdict -> verdict.getOutcome() + ", see `verdict.json`")
                        .orElse("no longer kept"));
        row(
                "reviews",
                evidence.reviews().isEmpty()
                        ? "none"
                        : evidence.reviews().stream()
                                        .map(review -> review.getDecision().name())
                                        .collect(Collectors.joining(", "))
                                + ", see `reviews.json`");
        line("");
        line("All of it: `alert.json`.");
    }

    private String policy(Alert alert) {
        if (alert.getPolicy() == null || alert.getPolicy().getRecord() == null) {
            return "none applied: the threshold is the configured one or the model's recommended one";
        }
        String place = code(place(alert.getPolicy().getRecord()));
        return place + (evidence.policy().isPresent() ? ", see `policy.json`" : ", which is no longer kept");
    }

    private void pictures(Alert alert) {
        line("");
        line("## Pictures");
        line("");
        line(
                "* Upload: %s",
                uploadFile.map(file -> digested(file, alert.getUploadSha256())).orElseGet(this::uploadMissing));
        line("* Reference: %s", referenceFile.map(this::reference).orElseGet(this::referenceMissing));
        if (files.containsKey("reference-master.png")) {
            line("* Master of the reference, which is what was compared: `reference-master.png`");
        }
    }

    private String reference(String file) {
        if (file.equals("reference-master.png")) {
            return original()
                    + "; its master is below. The original had SHA-256 "
                    + plain(evidence.fingerprints().orElseThrow().getImageSha256());
        }
        return digested(
                file,
                evidence.fingerprints().map(record -> record.getImageSha256()).orElse(""));
    }

    /** @param announced what a record says the digest is; empty where none does */
    private String digested(String file, String announced) {
        String found = Sha256.of(files.get(file));
        String compared = announced.isEmpty()
                ? "no record to compare it with is kept"
                : found.equals(announced) ? "as the record says" : "BUT THE RECORD SAYS " + plain(announced);
        return "`%s`, %d bytes, SHA-256 %s, %s".formatted(file, files.get(file).length, found, compared);
    }

    private String referenceMissing() {
        return evidence.reference().isPresent()
                ? original() + ", and its master is no longer kept"
                : "no longer kept, neither the original nor its master";
    }

    private String original() {
        return evidence.reference()
                .map(reference -> "the original was at %s, %s"
                        .formatted(
                                code(String.valueOf(reference.getImage().getUri())),
                                plain(unopened.get(EvidenceFolder.REFERENCE))))
                .orElse("the original is no longer kept");
    }

    private String uploadMissing() {
        Alert alert = evidence.alert();
        String where = alert.getUploadUri() == null
                ? "its record is no longer kept"
                : "it was at %s, %s".formatted(code(alert.getUploadUri()), plain(unopened.get(EvidenceFolder.UPLOAD)));
        return "not here: %s. It had %d bytes and SHA-256 %s"
                .formatted(where, alert.getUploadLength(), plain(alert.getUploadSha256()));
    }

    private void recompute(Alert alert) {
        line("");
        line("## Computing it again");
        line("");
        if (uploadFile.isEmpty() || referenceFile.isEmpty()) {
            line("A picture is missing, so the distance cannot be computed from this folder alone.");
            return;
        }
        line(
                "With the model of the alert (%s; `model info` tells a bundle's hash), in this folder:",
                code(alert.getModelHash()));
        line("");
        line("```");
        line(
                "rlpips distance %s %s --as-detected --upload-view %s --reference-view %s%s --json",
                uploadFile.get(),
                referenceFile.get(),
                word(alert.getUploadView()),
                word(alert.getReferenceView()),
                switch (model) {
                    case INCLUDED -> " --model " + MODEL_FOLDER;
                    case BUILT_IN -> "";
                    case ELSEWHERE, MISSING -> " --model BUNDLE";
                });
        line("```");
        line("");
        line(
                "prints the alert's distance, %s, within %s, which leaves room for other processors' rounding.",
                alert.getDistance(), Recomputation.TOLERANCE);
        obstacle.ifPresent(why -> line("When this folder was written it could not be computed: %s.", plain(why)));
        recomputation.ifPresent(computed -> line(
                "When this folder was written it came out as %s%s.",
                computed.distance().distance(), computed.agrees() ? "" : ", WHICH DISAGREES"));
        line(
                switch (model) {
                    case INCLUDED -> "The model, its card and its manifest are in `%s/`.".formatted(MODEL_FOLDER);
                    case BUILT_IN ->
                        "The model was left out: it was the one built into the program that wrote this folder, and another build"
                                + " may have another one. Its card and manifest are in `%s/`.".formatted(MODEL_FOLDER);
                    case ELSEWHERE ->
                        "The model was left out; its card and manifest are in `%s/`.".formatted(MODEL_FOLDER);
                    case MISSING -> "The model was not at hand when this folder was written.";
                });
    }

    /** @param value of our own making, or {@link #code} */
    private void row(String name, Object value) {
        line("| %s | %s |", name, value);
    }

    private static String place(BrokerPosition position) {
        return "%s, partition %d, offset %d"
                .formatted(position.getTopic(), position.getPartition(), position.getOffset());
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : "`" + plain(value).replace('`', '\'') + "`";
    }

    private static String plain(String value) {
        return Console.oneLine(value).replace("|", "\\|").replace("<", "&lt;");
    }

    /** Of a shell command: nothing but what views are named with. */
    private static String word(String view) {
        return view.replaceAll("[^a-z0-9-]", "");
    }

    private void line(String format, Object... arguments) {
        text.append(arguments.length == 0 ? format : format.formatted(arguments))
                .append('\n');
    }
}
