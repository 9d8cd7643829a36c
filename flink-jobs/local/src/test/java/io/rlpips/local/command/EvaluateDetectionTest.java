package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.bundle.MeasurementsFile;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateDetectionTest {
    @TempDir
    private Path folder;

    private Path photos;

    @BeforeEach
    void draw() throws IOException {
        photos = Files.createDirectory(folder.resolve("photos"));
        for (int i = 0; i < 3; i++) {
            Files.write(photos.resolve(i + ".png"), picture(96, 1000 + i));
        }
        for (int i = 0; i < 26; i++) {
            Path kind = Files.createDirectories(folder.resolve("training").resolve(i % 2 == 0 ? "even" : "odd"));
            Files.write(kind.resolve(i + ".png"), picture(64, i));
        }
    }

    @Test
    void tablesFiguresAndMeasurementsComeOfOneCommand() throws IOException {
        CommandLineRun run = detection(
                "--stages",
                "threshold,recall,evasion",
                "--attack",
                "mi-fgsm,square",
                "--steps",
                1,
                "--square-queries",
                2,
                "--baseline",
                "psnr,phash",
                "--json");

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        JsonNode printed = new ObjectMapper().readTree(run.results());
        assertThat(printed.get("models")).hasSize(3);
        List<String> tables = new ArrayList<>();
        printed.get("models")
                .get(0)
                .get("figures")
                .forEach(figure -> tables.add(figure.get("table").asText()));
        assertThat(tables)
                .contains("Recall, one view, photos", "Evaded, white box, one view", "Evaded, black box, one view");
        assertThat(printed.get("models").get(1).get("name").asText()).isEqualTo("psnr");
        assertThat(printed.get("models").get(2).get("name").asText()).isEqualTo("pHash");
        for (String file : List.of("table.md", "table.csv", "table.json", "recall-one-view-photos.png")) {
            assertThat(Files.size(folder.resolve("out").resolve(file))).as(file).isPositive();
        }
        assertThat(Files.readString(folder.resolve("out/table.md")))
                .contains("Made by `./rlpips evaluate detection")
                .contains("| mi-fgsm, l_inf 8/255", "| square, l_2 1.0");
        assertThat(MeasurementsFile.read(folder.resolve("out/measurements-shipped.json")))
                .isNotEmpty()
                .allSatisfy(figure -> assertThat(figure.command()).endsWith("--model BUNDLE --out OUT"));
    }

    @Test
    void theFiguresOfRobustnessComeOfOneCommand() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "evaluate", "robustness", "--photos", photos, "--first", 2, "--out", folder.resolve("figures"));

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        assertThat(run.results()).contains("AUC").contains("built-in");
        try (Stream<Path> files = Files.list(folder.resolve("figures"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("figure-1-built-in-features.png", "figure-2-built-in-distance-normalised.png");
        }
    }

    @Test
    void whatCannotBeMeasuredIsOneLine() {
        for (CommandLineRun run : List.of(
                detection("--calibration-pictures", "many"),
                detection("--stages", "nonsense"),
                detection("--attack", "opt"),
                detection("--baseline", "guess"),
                detection("--attack", "harder"),
                detection("--false-match-rate", 0),
                detection("--model", "a=" + folder.resolve("missing")),
                CommandLineRun.of("evaluate", "robustness", "--photos", photos, "--first", 1, "--out", folder))) {
            assertThat(run.exitCode()).as(run.remarks()).isEqualTo(2);
            assertThat(run.results()).isEmpty();
            assertThat(run.remarks()).contains("rlpips: ");
        }
    }

    private CommandLineRun detection(Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("evaluate", "detection", "--training", folder.resolve("training")));
        words.addAll(List.of("--photos", photos, "--quick", "--threads", 1, "--out", folder.resolve("out")));
        List<Object> given = List.of(more);
        if (!given.contains("--model")) {
            words.addAll(List.of("--model", "shipped=built-in"));
        }
        if (!given.contains("--false-match-rate")) {
            words.addAll(List.of("--false-match-rate", 0.1));
        }
        words.addAll(given);
        return CommandLineRun.of(words.toArray());
    }

    /** Blotches of colour. */
    private static byte[] picture(int side, long seed) {
        byte[] pixels = new byte[6 * 6 * 3];
        new Random(seed).nextBytes(pixels);
        return PngFile.of(Resize.to(new RgbImage(6, 6, pixels), side, side));
    }
}
