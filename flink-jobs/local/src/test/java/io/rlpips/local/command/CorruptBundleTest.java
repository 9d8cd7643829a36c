package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A damaged bundle is one line on stderr, whichever command is given it. */
class CorruptBundleTest {
    @TempDir
    private Path folder;

    private Path bundle;

    /** Damage done to a bundle's folder. */
    @FunctionalInterface
    private interface Damage {
        void to(Path bundle) throws IOException;
    }

    @BeforeEach
    void writeABundle() {
        bundle = folder.resolve("bundle");
        BundleWriter.write(BundleReader.readDefault(), bundle, Precision.FLOAT16);
    }

    @Test
    void theSoundBundleIsVerifiedAndDescribed() throws IOException {
        assertThat(CommandLineRun.of("model", "verify", bundle).exitCode()).isZero();

        CommandLineRun described = CommandLineRun.of("model", "info", bundle, "--json");
        assertThat(described.exitCode()).isZero();
        JsonNode description = new ObjectMapper().readTree(described.results());
        assertThat(description.isObject()).isTrue();
        assertThat(description.toString())
                .contains(BundleReader.readDefault().manifest().modelId());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void everyCommandThatReadsItRefusesIt(String what, Damage damage, String named) throws IOException {
        damage.to(bundle);
        Path picture = picture();

        for (CommandLineRun run : new CommandLineRun[] {
            CommandLineRun.of("model", "verify", bundle),
            CommandLineRun.of("model", "info", bundle),
            CommandLineRun.of("distance", picture, picture, "--model", bundle, "--json"),
            CommandLineRun.of(
                    "detect",
                    "--references",
                    picture.getParent(),
                    "--uploads",
                    picture.getParent(),
                    "--model",
                    bundle,
                    "--out",
                    folder.resolve("out"))
        }) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.results()).isEmpty();
            assertThat(run.remarks().lines()).hasSize(1);
            assertThat(run.remarks())
                    .startsWith("rlpips: ")
                    .contains(named)
                    .doesNotContain("Exception")
                    .doesNotContain("unexpected");
        }
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                damage("no manifest", files -> Files.delete(files.resolve("manifest.json")), "manifest.json"),
                damage("no tensors", files -> Files.delete(files.resolve("model.safetensors")), "model.safetensors"),
                damage(
                        "a manifest that is no JSON",
                        files -> Files.writeString(files.resolve("manifest.json"), "{ \"modelId\": "),
                        "manifest.json"),
                damage(
                        "an empty manifest",
                        files -> Files.writeString(files.resolve("manifest.json"), "{}"),
                        "manifest.json"),
                damage(
                        "tensors cut short",
                        files -> {
                            Path tensors = files.resolve("model.safetensors");
                            byte[] content = Files.readAllBytes(tensors);
                            Files.write(tensors, Arrays.copyOf(content, content.length / 2));
                        },
                        "model.safetensors"),
                damage(
                        "a zip file that is none",
                        files -> {
                            try (Stream<Path> content = Files.list(files)) {
                                for (Path file : content.toList()) {
                                    Files.delete(file);
                                }
                            }
                            Files.delete(files);
                            Files.writeString(files, "PK and then nothing");
                        },
                        "bundle"));
    }

    private static Arguments damage(String what, Damage damage, String named) {
        return Arguments.of(what, damage, named);
    }

    private Path picture() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        byte[] pixels = new byte[64 * 64 * 3];
        return Files.write(pictures.resolve("a.png"), PngFile.of(new RgbImage(64, 64, pixels)));
    }
}
