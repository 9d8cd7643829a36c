package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.weights.NpyFormat;
import io.rlpips.metric.weights.WeightTensor;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train heads} from a folder of triplets to a bundle. */
class TrainHeadsCommandTest {
    private static final int TRIPLETS = 6;

    @TempDir
    private Path folder;

    @Test
    void makesABundleOfAFolderOfTripletsAndPrintsJsonAlone() throws IOException {
        Path bundle = folder.resolve("My Bundle");

        CommandLineRun run = CommandLineRun.of(
                "train",
                "heads",
                "--data",
                triplets(),
                "--run",
                folder.resolve("run"),
                "--out",
                bundle,
                "--attack",
                "linf",
                "--epsilon",
                "8/255",
                "--perturb",
                "ref",
                "--recipe",
                "paper",
                "--steps",
                1,
                "--epochs",
                1,
                "--decay-epochs",
                0,
                "--batch-size",
                3,
                "--held-back",
                2,
                "--threads",
                1,
                "--json");

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        JsonNode printed = new ObjectMapper().readTree(run.results());
        assertThat(printed.at("/recipe").asText()).isEqualTo("heads-paper-linf-ref");
        assertThat(printed.at("/report/triplets/training").asInt()).isEqualTo(TRIPLETS - 2);
        assertThat(printed.at("/report/history")).hasSize(1);
        assertThat(printed.at("/imagesPerSecond").asDouble()).isPositive();
        assertThat(printed.at("/forwardImagesPerSecond").asDouble()).isPositive();
        Manifest manifest = BundleReader.read(bundle).manifest();
        assertThat(manifest.modelId()).isEqualTo("my-bundle");
        assertThat(manifest.training().orElseThrow().data()).contains("judged by people");
        assertThat(run.remarks()).contains("plain forward: ").contains("epoch 1: loss ");
    }

    @Test
    void anAttackIsNotDescribedWithoutOne() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "train",
                "heads",
                "--data",
                triplets(),
                "--run",
                folder.resolve("run"),
                "--out",
                folder.resolve("out"),
                "--epsilon",
                "8/255");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.remarks()).contains("they need --attack").hasLineCount(1);
    }

    private Path triplets() throws IOException {
        Path family = folder.resolve("triplets/2afc/train/traditional");
        for (String role : List.of("ref", "p0", "p1", "judge")) {
            Files.createDirectories(family.resolve(role));
        }
        Random random = new Random(4);
        for (int i = 0; i < TRIPLETS; i++) {
            BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
            for (String role : List.of("ref", "p0", "p1")) {
                Graphics2D pen = picture.createGraphics();
                pen.setColor(new Color(random.nextInt(1 << 24)));
                pen.fillOval(random.nextInt(30), random.nextInt(30), 10 + random.nextInt(30), 10 + random.nextInt(30));
                pen.dispose();
                ImageIO.write(
                        picture,
                        "png",
                        family.resolve(role + "/%06d.png".formatted(i)).toFile());
            }
            byte[] judgment = NpyFormat.write(new WeightTensor(new int[] {1}, new float[] {0.2f * (i % 6)}));
            Files.write(family.resolve("judge/%06d.npy".formatted(i)), judgment);
        }
        return folder.resolve("triplets");
    }
}
