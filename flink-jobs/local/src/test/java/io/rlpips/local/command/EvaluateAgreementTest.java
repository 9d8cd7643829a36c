package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.bundle.MeasurementsFile;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.NpyFormat;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.SetManifest;
import io.rlpips.training.distortion.GaussianNoise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate 2afc} and {@code evaluate jnd} on a small set that is written here: less noise is closer. */
class EvaluateAgreementTest {
    private static final int TRIALS = 3;

    @TempDir
    private Path folder;

    private Path set;

    @BeforeEach
    void writeASet() throws IOException {
        set = folder.resolve("set");
        for (String family : List.of("traditional", "cnn")) {
            for (int i = 0; i < TRIALS; i++) {
                RgbImage reference = slope(i);
                RgbImage little = new GaussianNoise(3, i).apply(reference);
                RgbImage much = new GaussianNoise(30, i).apply(reference);
                String name = "%06d".formatted(i);
                write("2afc/val/" + family, name, Map.of("ref", reference, "p0", much, "p1", little), "judge", 1);
                write(
                        "jnd/val/" + family,
                        name,
                        Map.of("p0", reference, "p1", i == 0 ? little : much),
                        "same",
                        i == 0 ? 1 : 0);
            }
        }
    }

    @Test
    void judgmentsWithoutAManifestArePeoples() {
        CommandLineRun run = CommandLineRun.of(
                "evaluate", "2afc", "--data", set, "--baseline", "l2,ssim", "--attacks", "none", "--threads", 1);

        assertThat(run.exitCode()).isZero();
        assertThat(run.results())
                .contains("# 2AFC: agreement with people's judgments")
                .contains("cnn 3, traditional 3")
                .containsPattern("\\| l2 +\\| +100.00 \\| +100.00 \\| 100.00 \\|")
                .contains("| ssim")
                .doesNotContain("Under attack");
    }

    @Test
    void modelsAreAttackedAndEverythingAFigureStandsOnIsInTheJson() throws IOException {
        generated();
        Path out = folder.resolve("out");
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                "2afc",
                "--data",
                set,
                "--model",
                "shipped=built-in",
                "--baseline",
                "l2",
                "--limit",
                2,
                "--attacks",
                "linf-x0,l2-x0x1",
                "--steps",
                1,
                "--out",
                out,
                "--json");

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        JsonNode printed = new ObjectMapper().readTree(run.results());
        assertThat(printed.get("judgedBy").asText()).isEqualTo("SEVERITY");
        assertThat(printed.get("meaning").asText()).contains("generated").doesNotContain("human");
        assertThat(printed.get("triplets").get("cnn").asInt()).isEqualTo(2);
        assertThat(printed.get("attack").asText()).contains("PGD, 1 steps").contains("1 restart");
        assertThat(printed.get("budgets")).hasSize(2);
        JsonNode shipped = printed.get("rows").get(0);
        assertThat(shipped.get("metric").asText()).isEqualTo("shipped");
        JsonNode mean = shipped.get("families").get("mean");
        assertThat(mean.get("natural").get("agreement").asDouble()).isEqualTo(1);
        assertThat(mean.get("linf-x0").get("majority").asDouble()).isBetween(0.0, 1.0);
        assertThat(mean.has("l2-x0x1")).isTrue();
        assertThat(printed.get("rows").get(1).get("families").get("mean").has("l2-x0x1"))
                .as("baselines are not attacked")
                .isFalse();
        for (String file : List.of("2afc.md", "2afc.csv", "2afc.json", "2afc-natural.png", "2afc-attacked.png")) {
            assertThat(Files.size(out.resolve(file))).as(file).isPositive();
        }
        assertThat(MeasurementsFile.read(out.resolve("measurements-shipped.json")))
                .hasSize(2 + 2)
                .allSatisfy(figure -> {
                    assertThat(figure.name()).contains("generated judgments").contains("4 triplets");
                    assertThat(figure.command())
                            .startsWith("./rlpips evaluate 2afc --data set --split val --seed 1 --limit 2 ")
                            .contains("--attacks linf-x0,l2-x0x1 ")
                            .contains("--steps 1")
                            .doesNotContain(folder.toString());
                })
                .anySatisfy(figure -> assertThat(figure.name()).contains("x0/x1 perturbed within l_2 1.0000"));
    }

    @Test
    void thePapersRecipeSaysSo() {
        generated();
        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                "2afc",
                "--data",
                set,
                "--limit",
                1,
                "--attacks",
                "linf-x1",
                "--steps",
                1,
                "--attack-recipe",
                "paper");

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        assertThat(run.results())
                .contains("the paper authors' PGD, 1 steps")
                .contains("l_inf 0.0157 of the pixel range (0.0314 on [-1, 1])")
                .contains("| built-in");
    }

    @Test
    void pairsThatLookTheSame() throws IOException {
        generated();
        CommandLineRun run = CommandLineRun.of(
                "evaluate", "jnd", "--data", set, "--model", "shipped=built-in", "--baseline", "phash");
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        assertThat(run.results())
                .contains("# JND: agreement with generated judgments")
                .containsPattern("\\| shipped +\\| +100.00")
                .contains("phash: share of bits that differ");

        CommandLineRun json = CommandLineRun.of("evaluate", "jnd", "--data", set, "--baseline", "l2", "--json");
        assertThat(new ObjectMapper().readTree(json.results()).get("rows")).hasSize(1);
    }

    @Test
    void whatIsNotKnownIsNamed() {
        for (CommandLineRun run : List.of(
                CommandLineRun.of("evaluate", "2afc", "--data", set, "--baseline", "l3"),
                CommandLineRun.of("evaluate", "2afc", "--data", set, "--attacks", "l3"),
                CommandLineRun.of("evaluate", "2afc", "--data", set, "--model", "name=l3"),
                CommandLineRun.of("evaluate", "jnd", "--data", set, "--limit", 0, "--baseline", "l3"))) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.results()).isEmpty();
            assertThat(run.remarks().lines()).hasSize(1);
            assertThat(run.remarks()).contains("l3");
        }
    }

    private void generated() {
        new SetManifest(JudgedBy.SEVERITY, "less noise is closer", 1, List.of("drawn"), 64, Map.of()).write(set);
    }

    private void write(String place, String name, Map<String, RgbImage> pictures, String judgment, float value)
            throws IOException {
        for (Map.Entry<String, RgbImage> picture : pictures.entrySet()) {
            Path pictureFolder = Files.createDirectories(set.resolve(place).resolve(picture.getKey()));
            Files.write(pictureFolder.resolve(name + ".png"), PngFile.of(picture.getValue()));
        }
        Path judgments = Files.createDirectories(set.resolve(place).resolve(judgment));
        Files.write(judgments.resolve(name + ".npy"), NpyFormat.write(new WeightTensor(new int[] {1}, new float[] {value
        })));
    }

    private static RgbImage slope(int steepness) {
        byte[] pixels = new byte[64 * 64 * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (60 + i / 3 % 64 * (steepness + 1) % 128);
        }
        return new RgbImage(64, 64, pixels);
    }
}
