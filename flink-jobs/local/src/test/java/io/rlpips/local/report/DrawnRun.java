package io.rlpips.local.report;

import io.rlpips.local.console.Console;
import io.rlpips.local.score.Labels;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.Registration;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.View;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.Severity;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A run made up for a report, match by match. */
final class DrawnRun {
    static final double THRESHOLD = 0.2;

    private final Map<String, Picture> references = new LinkedHashMap<>();
    private final Map<String, Picture> uploads = new LinkedHashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Labels.Copy> copies = new ArrayList<>();
    private Optional<Run.Replay> replay = Optional.empty();
    private List<View> views = List.of();
    private ViewThresholds thresholds = ViewThresholds.same(THRESHOLD);
    private String title = "a run";
    private String column = "edit";

    DrawnRun match(Picture upload, Picture reference, double distance) {
        return match(upload, reference, distance, Severity.MEDIUM, "default", "as-is");
    }

    DrawnRun match(
            Picture upload, Picture reference, double distance, Severity severity, String bank, String uploadView) {
        return match(
                reference,
                alert(upload, reference, distance, severity, bank, uploadView).build(),
                upload);
    }

    /** A match that says more of itself. */
    DrawnRun match(Picture upload, Picture reference, double distance, UnaryOperator<Alert.Builder> more) {
        Alert.Builder alert = alert(upload, reference, distance, Severity.MEDIUM, "default", "as-is");
        return match(reference, more.apply(alert).build(), upload);
    }

    private DrawnRun match(Picture reference, Alert alert, Picture upload) {
        references.put(reference.id(), reference);
        return decided(upload, io.rlpips.schemas.Outcome.MATCHED, List.of(alert));
    }

    private Alert.Builder alert(
            Picture upload, Picture reference, double distance, Severity severity, String bank, String uploadView) {
        return Alert.newBuilder()
                .setAlertId("alert-" + outcomes.size())
                .setUpload(new BrokerPosition("uploads", 0, (long) outcomes.size()))
                .setUploadId(upload.id())
                .setUploadView(uploadView)
                .setReferenceId(reference.id())
                .setReference(new BrokerPosition("references", 0, 0L))
                .setBank(bank)
                .setSeverity(severity)
                .setDistance(distance)
                .setThreshold(THRESHOLD)
                .setMargin(THRESHOLD - distance)
                .setLayerDistances(List.of(distance / 2, distance / 2))
                .setModelId("default");
    }

    /** Of one bank and silenced in another one, by references of one name. */
    DrawnRun excluded(Picture upload, String reference, String bank) {
        uploads.put(upload.id(), upload);
        Verdict verdict = verdict(upload, io.rlpips.schemas.Outcome.EXCLUDED)
                .setExcludingMatch(silenced(reference, bank, 0.05))
                .setExcludedMatches(List.of(silenced(reference, "default", 0.1)))
                .build();
        outcomes.add(Outcome.judged(upload.id(), verdict, List.of()));
        return this;
    }

    private static SilencedMatch silenced(String reference, String bank, double distance) {
        return SilencedMatch.newBuilder()
                .setReferenceId(reference)
                .setReference(new BrokerPosition("references", 0, 0L))
                .setBank(bank)
                .setDistance(distance)
                .setThreshold(THRESHOLD)
                .build();
    }

    DrawnRun clear(Picture upload) {
        return decided(upload, io.rlpips.schemas.Outcome.CLEAR, List.of());
    }

    DrawnRun reject(String id, RejectCategory category, String message) {
        uploads.put(id, Picture.inMemory(id, new byte[] {1}));
        outcomes.add(Outcome.rejected(
                id,
                Reject.newBuilder()
                        .setRecord(new BrokerPosition("uploads", 0, (long) outcomes.size()))
                        .setRecordId(id)
                        .setCategory(category)
                        .setMessage(message)
                        .build()));
        return this;
    }

    DrawnRun label(Picture upload, Picture reference, String edit) {
        references.put(reference.id(), reference);
        copies.add(new Labels.Copy(upload.id(), reference.id(), Map.of(column, edit)));
        return this;
    }

    DrawnRun searchedUnder(View... more) {
        views = List.of(more);
        return this;
    }

    DrawnRun titled(String text) {
        title = text;
        return this;
    }

    /** Names the column of all labels, before there are any. */
    DrawnRun labelledBy(String name) {
        column = name;
        return this;
    }

    DrawnRun replay(Run.Replay known) {
        replay = Optional.of(known);
        return this;
    }

    /** The same decisions, arrived the other way round. */
    DrawnRun reversed() {
        Collections.reverse(outcomes);
        return this;
    }

    DrawnRun thresholds(ViewThresholds others) {
        thresholds = others;
        return this;
    }

    Run run() {
        Detection.Result result = new Detection.Result(
                BundleReader.readDefault(),
                thresholds,
                new Registration.Result(List.copyOf(references.keySet()), List.of()),
                outcomes,
                1000);
        return new Run(
                title,
                references,
                uploads,
                result,
                copies.isEmpty() ? Optional.empty() : Optional.of(new Labels(List.of(column), copies, Set.of())),
                replay,
                views);
    }

    /** @return the page as it was written */
    String page(Path folder, Setting... configuration) {
        Console silent =
                new Console(new PrintStream(new ByteArrayOutputStream()), new PrintStream(new ByteArrayOutputStream()));
        Path file = folder.resolve("report.html");
        Run run = run();
        try (PerceptualModel model = PerceptualModel.load(run.result().model(), DeviceChoice.CPU)) {
            new Report(silent, List.of(configuration)).write(file, run, DistanceSurvey.of(silent, run, model), model);
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing that compresses. */
    static Picture noise(String id, int width, int height, long seed) {
        byte[] pixels = new byte[width * height * 3];
        new Random(seed).nextBytes(pixels);
        return Picture.inMemory(id, PngFile.of(new RgbImage(width, height, pixels)));
    }

    static Picture gradient(String id, int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * 3;
                pixels[at] = (byte) (255 * x / width);
                pixels[at + 1] = (byte) (255 * y / height);
                pixels[at + 2] = (byte) (x * 16 / width % 2 == 0 ? 200 : 60);
            }
        }
        return Picture.inMemory(id, PngFile.of(new RgbImage(width, height, pixels)));
    }

    /** A file that was there when it was judged. */
    static Picture gone(String id) {
        return new Picture(id, Optional.empty(), () -> {
            throw new IOException("no such file");
        });
    }

    private DrawnRun decided(Picture upload, io.rlpips.schemas.Outcome outcome, List<Alert> alerts) {
        uploads.put(upload.id(), upload);
        outcomes.add(Outcome.judged(upload.id(), verdict(upload, outcome).build(), alerts));
        return this;
    }

    private Verdict.Builder verdict(Picture upload, io.rlpips.schemas.Outcome outcome) {
        return Verdict.newBuilder()
                .setUpload(new BrokerPosition("uploads", 0, (long) outcomes.size()))
                .setUploadId(upload.id())
                .setOutcome(outcome)
                .setModelId("default");
    }
}
