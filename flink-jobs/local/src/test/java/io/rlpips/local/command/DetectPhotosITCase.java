package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.image.AwtImages;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Edited copies of real photos among others: 100 references, six edits of each, 400 unrelated uploads. The photos and
 * the published weights are third parties' work that may lie beside the checkout; without them this is skipped. A
 * hundred fingerprints also make the jobs' state larger than Flink holds in memory.
 */
class DetectPhotosITCase {
    private static final int REFERENCES = 100;

    @TempDir
    private static Path folder;

    private static Path shared;

    @BeforeAll
    static void editThePhotos() throws IOException {
        Path checkout = Path.of("").toAbsolutePath();
        while (checkout != null && !Files.isDirectory(checkout.resolve(".mvn"))) {
            checkout = checkout.getParent();
        }
        shared = checkout == null ? Path.of("shared") : checkout.resolveSibling("shared");
        assumeTrue(
                Files.isDirectory(shared.resolve("data/photos")),
                "skipped: no photos beside the checkout (shared/data/photos)");
        List<Path> photos;
        try (Stream<Path> files = Files.list(shared.resolve("data/photos"))) {
            photos = files.sorted().toList();
        }
        StringBuilder labels = new StringBuilder("upload,reference,edit\n");
        for (Path photo : photos.subList(0, REFERENCES)) {
            put("references/" + photo.getFileName(), Files.readAllBytes(photo));
            edits(photo).forEach((edit, encoded) -> {
                String upload = edit + "/" + photo.getFileName();
                put("uploads/" + upload, encoded);
                labels.append("%s,%s,%s\n".formatted(upload, photo.getFileName(), edit));
            });
        }
        for (Path photo : photos.subList(REFERENCES, photos.size())) {
            String upload = "other/" + photo.getFileName();
            put("uploads/" + upload, Files.readAllBytes(photo));
            labels.append(upload).append(",,\n");
        }
        Files.writeString(folder.resolve("labels.csv"), labels);
    }

    @Test
    void theOfficialMetricFindsEveryEditAndNothingElse(TestReporter reporter) throws IOException {
        Path bundle = folder.resolve("alexnet");
        CommandLineRun imported = CommandLineRun.of(
                "model",
                "import",
                "--backbone",
                shared.resolve("weights/alexnet-features.pth"),
                "--heads",
                shared.resolve("weights/lpips-v0.1-heads-alex.pth"),
                "--out",
                bundle);
        assertThat(imported.exitCode()).as(imported.remarks()).isZero();

        JsonNode scores = detect("official", "--model", bundle, "--threshold", 0.20);

        reporter.publishEntry("official AlexNet at 0.20", scores.toString());
        assertThat(scores.get("falsePairs").asInt()).isZero();
        assertThat(scores.get("unrelatedMatched").asInt()).isZero();
        JsonNode edits = scores.get("recallBy").get("edit");
        assertThat(edits).hasSize(6);
        edits.properties()
                .forEach(edit -> assertThat(edit.getValue().get("recall").asDouble())
                        .as(edit.getKey())
                        .isGreaterThanOrEqualTo(0.99));
    }

    @Test
    void theDefaultModelMatchesNothingUnrelated(TestReporter reporter) throws IOException {
        JsonNode scores = detect("default");

        reporter.publishEntry("default bundle", scores.toString());
        assertThat(scores.get("falsePairs").asInt()).isZero();
        assertThat(scores.get("unrelatedMatched").asInt()).isZero();
    }

    private static JsonNode detect(String name, Object... options) throws IOException {
        Path out = folder.resolve("report-" + name);
        Object[] words = Stream.concat(
                        Stream.of(
                                "detect",
                                "--references",
                                folder.resolve("references"),
                                "--uploads",
                                folder.resolve("uploads"),
                                "--labels",
                                folder.resolve("labels.csv"),
                                "--out",
                                out),
                        Stream.of(options))
                .toArray();
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        JsonNode summary =
                new ObjectMapper().readTree(out.resolve("summary.json").toFile());
        assertThat(summary.get("verdicts").asInt() + summary.get("rejects").asInt())
                .isEqualTo(summary.get("uploads").asInt())
                .isEqualTo(1_000);
        return summary.get("scores");
    }

    private static Map<String, byte[]> edits(Path photo) throws IOException {
        RgbImage picture = new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(photo));
        Map<String, byte[]> edits = new LinkedHashMap<>();
        edits.put("jpeg-30", PictureEncoder.jpeg(picture, 30));
        edits.put("half-size", AwtImages.png(new Rescale(0.5).apply(picture)));
        edits.put("blur-2", AwtImages.png(new GaussianBlur(2).apply(picture)));
        edits.put("brightness-1.3", AwtImages.png(new Brightness(1.3).apply(picture)));
        edits.put("crop-5-percent", AwtImages.png(new Crop(0.05).apply(picture)));
        edits.put("rotation-3-degrees", AwtImages.png(new Rotation(3).apply(picture)));
        return edits;
    }

    private static void put(String name, byte[] content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
