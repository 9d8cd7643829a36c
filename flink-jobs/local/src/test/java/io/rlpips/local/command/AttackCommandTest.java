package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Perturbing pictures from the command line, with the built-in model. */
class AttackCommandTest {
    @TempDir
    private Path folder;

    private Path pictures;
    private Path out;

    @BeforeEach
    void draw() throws IOException {
        pictures = Files.createDirectories(folder.resolve("pictures"));
        out = folder.resolve("out");
        Files.createDirectories(pictures.resolve("more"));
        write(pictures.resolve("first.png"), drawing(0));
        write(pictures.resolve("more/second.png"), drawing(1));
    }

    @Test
    void evadingWritesPicturesInsideTheBudgetAndTellsTheirDistances() throws IOException {
        JsonNode told = json("attack", pictures, "--goal", "evade", "--attack", "pgd", "--steps", 3, "--restarts", 2);

        assertThat(told.at("/attack/name").asText()).isEqualTo("pgd");
        assertThat(told.at("/attack/steps").asInt()).isEqualTo(3);
        assertThat(told.at("/attack/restarts").asInt()).isEqualTo(2);
        assertThat(told.at("/budget/norm").asText()).isEqualTo("linf");
        assertThat(told.at("/budget/pixelUnits").asDouble()).isCloseTo(8 / 255.0, within(1e-12));
        assertThat(told.at("/budget/tensorScale").asDouble()).isCloseTo(16 / 255.0, within(1e-12));
        assertThat(told.at("/speed/forwardsPerSecond").asDouble()).isPositive();
        assertThat(told.at("/speed/resizedForwardsPerSecond").asDouble()).isPositive();
        assertThat(told.at("/pictures")).hasSize(2);
        for (JsonNode picture : told.at("/pictures")) {
            RgbImage before = read(pictures.resolve(picture.at("/picture").asText()));
            RgbImage after = read(Path.of(picture.at("/file").asText()));
            assertThat(largestChange(before, after)).isBetween(1, 8);
            assertThat(picture.at("/distance").asDouble()).isPositive();
            assertThat(picture.at("/evaded").asBoolean())
                    .isEqualTo(picture.at("/distance").asDouble()
                            > told.at("/threshold").asDouble());
        }
    }

    @Test
    void framingBringsAPictureCloserToItsTarget() throws IOException {
        Path target = write(folder.resolve("target.png"), drawing(2));

        JsonNode told = json(
                "attack",
                pictures.resolve("first.png"),
                "--goal",
                "frame",
                "--target",
                target,
                "--attack",
                "apgd",
                "--steps",
                4,
                "--budget",
                "l2:2.0");

        JsonNode picture = told.at("/pictures/0");
        assertThat(picture.at("/distance").asDouble())
                .isLessThan(picture.at("/distanceBefore").asDouble());
        assertThat(told.at("/budget/norm").asText()).isEqualTo("l2");
    }

    @Test
    void ssaNeedsSeveralPicturesAndOnlyEvades() throws IOException {
        JsonNode told = json("attack", pictures, "--goal", "evade", "--attack", "ssa", "--steps", 3);
        CommandLineRun alone = CommandLineRun.of(
                "attack", pictures.resolve("first.png"), "--goal", "evade", "--attack", "ssa", "--out", out);
        CommandLineRun framing = CommandLineRun.of(
                "attack",
                pictures,
                "--goal",
                "frame",
                "--target",
                pictures.resolve("first.png"),
                "--attack",
                "ssa",
                "--out",
                out);

        assertThat(told.at("/attack/description").asText()).isEqualTo("SSA, 3 steps of 2.5 radius / steps");
        assertThat(told.at("/attack/steps").asInt()).isEqualTo(3);
        for (JsonNode picture : told.at("/pictures")) {
            RgbImage before = read(pictures.resolve(picture.at("/picture").asText()));
            RgbImage after = read(Path.of(picture.at("/file").asText()));
            assertThat(largestChange(before, after)).isBetween(1, 8);
            assertThat(picture.at("/distance").asDouble()).isPositive();
        }
        assertThat(alone.exitCode()).isEqualTo(2);
        assertThat(alone.remarks()).contains("needs at least 2").hasLineCount(1);
        assertThat(framing.exitCode()).isEqualTo(2);
        assertThat(framing.remarks()).contains("--attack ssa only evades");
    }

    @Test
    void theTableSaysWhatHappenedToEveryPicture() {
        CommandLineRun run = CommandLineRun.of(
                "attack", pictures, "--goal", "evade", "--attack", "square", "--queries", 3, "--out", out);

        assertThat(run.exitCode()).isZero();
        assertThat(run.results())
                .contains("Square, 3 queries")
                .contains("first.png")
                .contains("more/second.png")
                .contains("of 2 evaded")
                .contains("plain forward");
    }

    @Test
    void anOriginalIsNotWrittenOver() throws IOException {
        byte[] before = Files.readAllBytes(pictures.resolve("first.png"));

        CommandLineRun run = CommandLineRun.of("attack", pictures, "--goal", "evade", "--out", pictures);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.remarks()).contains("first.png").contains("--out");
        assertThat(Files.readAllBytes(pictures.resolve("first.png"))).isEqualTo(before);
    }

    private JsonNode json(Object... words) throws IOException {
        Object[] all = Arrays.copyOf(words, words.length + 3);
        all[words.length] = "--out";
        all[words.length + 1] = out;
        all[words.length + 2] = "--json";
        CommandLineRun run = CommandLineRun.of(all);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return new ObjectMapper().readTree(run.results());
    }

    /** Coloured waves, others for every number. */
    private static RgbImage drawing(int number) {
        byte[] pixels = new byte[80 * 60 * 3];
        for (int i = 0; i < pixels.length; i++) {
            double along = (i / 3 % 80) * Math.cos(number) + (i / 240) * Math.sin(number);
            pixels[i] = (byte) (128 + 90 * Math.sin(along / (3 + number) + i % 3 * number));
        }
        return new RgbImage(80, 60, pixels);
    }

    private static int largestChange(RgbImage before, RgbImage after) {
        int largest = 0;
        for (int i = 0; i < before.pixels().length; i++) {
            largest = Math.max(largest, Math.abs((before.pixels()[i] & 0xff) - (after.pixels()[i] & 0xff)));
        }
        return largest;
    }

    private static RgbImage read(Path file) throws IOException {
        return new ImageDecoder(ImageLimits.DEFAULT).decode(Files.readAllBytes(file));
    }

    private static Path write(Path file, RgbImage picture) throws IOException {
        return Files.write(file, PngFile.of(picture));
    }
}
