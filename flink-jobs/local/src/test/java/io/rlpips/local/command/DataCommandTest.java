package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataCommandTest {
    private static final int SIDE = 16;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data",
                "data nonsense",
                "data check",
                "data check here --threads many",
                "data triplets --out there",
                "data triplets --photos here",
                "data triplets --photos here --out there --size 30"
            })
    void wrongWordsAreOneLineAndExitCodeTwo(String words) {
        CommandLineRun run = CommandLineRun.of((Object[]) words.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.results()).isEmpty();
        assertThat(run.remarks().lines()).hasSize(1);
    }

    @Test
    void aSetIsMadeAndFoundWhole() throws IOException {
        Path out = folder.resolve("set");

        CommandLineRun made = CommandLineRun.of(
                "data",
                "triplets",
                "--photos",
                photos(),
                "--hold-back",
                1,
                "--out",
                out,
                "--train",
                3,
                "--per-family",
                1,
                "--size",
                SIDE,
                "--network-steps",
                16,
                "--json");
        CommandLineRun checked = CommandLineRun.of("data", "check", out, "--json");

        assertThat(made.exitCode()).as(made.remarks()).isZero();
        assertThat(json(made).get("judgedBy").asText()).isEqualTo("SEVERITY");
        assertThat(json(made).get("sources").get(0).asText()).isEqualTo("photos");
        assertThat(checked.exitCode()).as(checked.remarks()).isZero();
        assertThat(json(checked).get("judgedBy").asText()).isEqualTo("SEVERITY");
        assertThat(json(checked).get("counts"))
                .isEqualTo(json(made).get("counts"))
                .hasSize(11);
        assertThat(json(checked).has("firstProblem")).isFalse();
    }

    @Test
    void aDamagedSetIsExitCodeOneAndNamesTheFile() throws IOException {
        Path photos = photos();
        Files.writeString(photos.resolve("a/text.png"), "not a picture");

        CommandLineRun run = CommandLineRun.of("data", "check", photos);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.results()).contains("layout: PICTURES").contains("first problem: a/text.png");
    }

    @Test
    void aMissingSetIsNamed() {
        CommandLineRun run = CommandLineRun.of("data", "check", folder.resolve("missing"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.results()).isEmpty();
        assertThat(run.remarks().lines()).hasSize(1);
        assertThat(run.remarks()).contains("missing");
    }

    private static JsonNode json(CommandLineRun run) throws IOException {
        return new ObjectMapper().readTree(run.results());
    }

    private Path photos() throws IOException {
        Path photos = folder.resolve("photos");
        Random random = new Random(1);
        for (String name : new String[] {"a/1", "a/2", "b/1", "b/2", "b/3"}) {
            byte[] pixels = new byte[SIDE * SIDE * 3];
            random.nextBytes(pixels);
            Path file = photos.resolve(name + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, PngFile.of(new RgbImage(SIDE, SIDE, pixels)));
        }
        return photos;
    }
}
