package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.distortion.Brightness;
import io.rlpips.training.distortion.Crop;
import io.rlpips.training.distortion.GaussianBlur;
import io.rlpips.training.distortion.PictureEncoder;
import io.rlpips.training.distortion.Rescale;
import io.rlpips.training.distortion.Rotation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Photographs: 100 references, a copy of each by six edits, and 400 photos of other things as uploads. */
class PhotosITCase {
    private static final int REFERENCES = 100;
    private static final int UNRELATED = 400;
    private static final List<Edit> EDITS = List.of(
            new Edit("jpeg-q30", ".jpg", picture -> PictureEncoder.jpeg(picture, 30)),
            lossless("half-size", picture -> new Rescale(0.5).apply(picture)),
            lossless("blur-sigma-2", picture -> new GaussianBlur(2).apply(picture)),
            lossless("brightness-1.3", picture -> new Brightness(1.3).apply(picture)),
            lossless("crop-5-percent-a-side", picture -> new Crop(0.05).apply(picture)),
            lossless("rotation-3-degrees", picture -> new Rotation(3).apply(picture)));
    private static final int UPLOADS = EDITS.size() * REFERENCES + UNRELATED;

    @TempDir
    private static Path folder;

    private record Edit(String name, String suffix, Function<RgbImage, byte[]> file) {
        String upload(Path original) {
            return name + "/" + original.getFileName().toString().replaceFirst("\\.[^.]*$", suffix);
        }
    }

    @BeforeAll
    static void layOutThePhotos() throws IOException {
        List<Path> photos;
        try (Stream<Path> files = Files.list(SharedFolder.require("data/photos"))) {
            photos = files.sorted().toList();
        }
        assertThat(photos).hasSize(REFERENCES + UNRELATED);
        List<Path> originals = photos.subList(0, REFERENCES);
        copy(originals, folder.resolve("references"));
        copy(photos.subList(REFERENCES, photos.size()), folder.resolve("uploads/unrelated"));
        for (Edit edit : EDITS) {
            Files.createDirectories(folder.resolve("uploads").resolve(edit.name()));
            originals.parallelStream().forEach(original -> write(edit, original));
        }
        Files.write(folder.resolve("labels.csv"), labels(originals, photos.subList(REFERENCES, photos.size())));
    }

    @Test
    void publishedAlexNetFindsEveryEditWithoutAFalseMatch(TestReporter reporter) throws IOException {
        Path bundle = folder.resolve("alexnet");
        CommandLineRun imported = CommandLineRun.of(
                "model",
                "import",
                "--backbone",
                SharedFolder.require("weights/alexnet-features.pth"),
                "--heads",
                SharedFolder.require("weights/lpips-v0.1-heads-alex.pth"),
                "--out",
                bundle);
        assertThat(imported.exitCode()).as(imported.remarks()).isZero();

        JsonNode scores = detect("published", reporter, "--model", bundle, "--threshold", "0.20");

        for (Edit edit : EDITS) {
            JsonNode share = scores.at("/recallBy/edit/" + edit.name());
            assertThat(share.get("pairs").asInt()).as(edit.name()).isEqualTo(REFERENCES);
            assertThat(share.get("recall").asDouble()).as(edit.name()).isGreaterThanOrEqualTo(0.99);
        }
        assertThat(scores.get("falsePairs").asInt()).as("false pairs").isZero();
        assertThat(scores.get("unrelatedMatched").asInt())
                .as("unrelated uploads that matched")
                .isZero();
    }

    @Test
    void defaultBundleAccountsForEveryUpload(TestReporter reporter) throws IOException {
        detect("default", reporter);
    }

    /** @return the scores, after holding the run's files against what went in */
    private static JsonNode detect(String name, TestReporter reporter, Object... options) throws IOException {
        Path out = folder.resolve(name);
        List<Object> words = new ArrayList<>(List.of(
                "detect",
                "--references",
                folder.resolve("references"),
                "--uploads",
                folder.resolve("uploads"),
                "--labels",
                folder.resolve("labels.csv"),
                "--out",
                out,
                "--json"));
        words.addAll(List.of(options));
        CommandLineRun run = CommandLineRun.of(words.toArray());
        assertThat(run.exitCode()).as(run.remarks()).isZero();

        RunFolder left = RunFolder.read(out);
        tell(name, left, reporter);
        assertThat(left.decidedUploads()).hasSize(UPLOADS).doesNotHaveDuplicates();
        assertThat(left.rejects()).isEmpty();
        assertThat(left.summary().at("/references/active").asInt()).isEqualTo(REFERENCES);
        JsonNode scores = left.summary().get("scores");
        assertThat(scores.get("labelledPairs").asInt()).isEqualTo(EDITS.size() * REFERENCES);
        assertThat(scores.get("unrelatedUploads").asInt()).isEqualTo(UNRELATED);
        return scores;
    }

    /** The README's figures; to the test report as well as to the console. */
    private static void tell(String name, RunFolder run, TestReporter reporter) {
        JsonNode summary = run.summary();
        JsonNode scores = summary.get("scores");
        List<String> lines = new ArrayList<>();
        lines.add("bundle %s, model %s, threshold %s"
                .formatted(name, summary.at("/model/id").asText(), summary.get("threshold")));
        for (Edit edit : EDITS) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-22s recall %.3f",
                    edit.name(),
                    scores.at("/recallBy/edit/" + edit.name() + "/recall").asDouble()));
        }
        lines.add("false pairs %s, unrelated uploads matched %s of %s, precision %s, recall %s"
                .formatted(
                        scores.get("falsePairs"),
                        scores.get("unrelatedMatched"),
                        scores.get("unrelatedUploads"),
                        scores.get("precision"),
                        scores.get("recall")));
        lines.add("uploads per second %s, latency in milliseconds %s"
                .formatted(summary.get("throughputPerSecond"), summary.get("latencyMillis")));
        run.alerts().stream()
                .filter(alert -> alert.get("uploadId").asText().startsWith("unrelated/"))
                .forEach(alert -> lines.add("false match %s = %s at %s"
                        .formatted(alert.get("uploadId"), alert.get("referenceId"), alert.get("distance"))));
        lines.forEach(System.out::println);
        reporter.publishEntry(name, String.join("; ", lines));
    }

    private static Edit lossless(String name, Function<RgbImage, RgbImage> edit) {
        return new Edit(name, ".png", picture -> PictureEncoder.png(edit.apply(picture)));
    }

    private static void write(Edit edit, Path original) {
        try {
            RgbImage picture = new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(original));
            Files.write(
                    folder.resolve("uploads").resolve(edit.upload(original)),
                    edit.file().apply(picture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(List<Path> files, Path target) throws IOException {
        Files.createDirectories(target);
        for (Path file : files) {
            Files.copy(file, target.resolve(file.getFileName()));
        }
    }

    private static List<String> labels(List<Path> originals, List<Path> others) {
        List<String> lines = new ArrayList<>(List.of("upload,reference,edit"));
        for (Edit edit : EDITS) {
            originals.forEach(
                    original -> lines.add(edit.upload(original) + "," + original.getFileName() + "," + edit.name()));
        }
        others.forEach(other -> lines.add("unrelated/" + other.getFileName() + ",,"));
        return lines;
    }
}
