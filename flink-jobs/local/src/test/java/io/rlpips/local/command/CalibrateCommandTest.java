package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of pictures to a policy, by the built-in model. */
class CalibrateCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PICTURES = 40;

    @TempDir
    private Path folder;

    private Path background;

    @BeforeEach
    void draw() throws IOException {
        background = Files.createDirectory(folder.resolve("background"));
        for (int i = 0; i < PICTURES; i++) {
            Files.write(background.resolve("%02d.png".formatted(i)), picture(80, 60, i));
        }
        Files.write(background.resolve("plain.png"), PngFile.of(new RgbImage(80, 60, new byte[80 * 60 * 3])));
    }

    @Test
    void aThresholdWithItsIntervalItsPairsAndAPolicyComeOfABackground() throws IOException {
        Path out = folder.resolve("policy.json");
        Path reviewed = Files.writeString(folder.resolve("pairs.csv"), """
                upload,reference,label,distance,model
                a,r,copy,0.0001,%1$s
                b,r,copy,900,%1$s
                c,r,unrelated,0.0001,%1$s
                d,r,unrelated,900,%1$s
                e,r,unrelated,901,%1$s
                f,r,copy,0.0001,another
                """.formatted(
                        BundleReader.readDefault().modelId()));

        CommandLineRun run = calibrate(
                "--false-alerts-per-upload",
                0.5,
                "--references",
                10,
                "--views",
                1,
                "--bank",
                "logos",
                "--out",
                out,
                "--reviewed",
                reviewed,
                "--json");
        JsonNode told = JSON.readTree(run.results());

        assertThat(told.get("reviewed").toString())
                .isEqualTo(
                        "{\"confirmed\":2,\"confirmedKept\":1,\"dismissed\":3,\"dismissedLeft\":1,\"ofOtherModels\":1}");
        assertThat(run.remarks()).contains("WARNING: 1 of 2 copies that people confirmed lie beyond the threshold");
        assertThat(told.get("pairs").asInt()).isEqualTo(20 * 20);
        assertThat(told.get("featureless").asInt()).isEqualTo(1);
        assertThat(told.get("pairsWithin").asInt()).isEqualTo(20);
        assertThat(told.get("basis").asText()).isEqualTo("FITTED");
        double threshold = told.get("threshold").asDouble();
        assertThat(told.get("thresholdInterval").get("low").asDouble()).isLessThan(threshold);
        assertThat(told.get("thresholdInterval").get("high").asDouble()).isGreaterThan(threshold);
        assertThat(told.get("falseAlertsInterval").get("low").asDouble()).isLessThan(0.5);
        assertThat(told.get("falseAlertsInterval").get("high").asDouble()).isGreaterThan(0.5);
        JsonNode policy = JSON.readTree(out.toFile());
        assertThat(policy).isEqualTo(told.get("policy"));
        assertThat(policy.get("bank").asText()).isEqualTo("logos");
        assertThat(policy.get("falseAlertsPerUpload").asDouble()).isEqualTo(0.5);
        assertThat(policy.get("resolvedReferences").asLong()).isEqualTo(10);
        assertThat(policy.get("maximumDistances")
                        .get(told.get("model").asText())
                        .asDouble())
                .isEqualTo(threshold);
    }

    @Test
    void viewsThatAreNumberedDivideTheRateAndThoseThatAreNamedAreCompared() throws IOException {
        double oneView = threshold("--references", 20, "--views", 1);
        double numbered = threshold("--references", 10, "--views", 2);
        double named = threshold("--references", 20, "--views", "mirrored");

        assertThat(numbered).isCloseTo(oneView, within(1e-12));
        assertThat(named).as("the nearer of two").isLessThan(oneView);
    }

    @Test
    void viewsThatAreNamedHaveToBeNearerAndReviewedPairsCountByTheViewsTheyWereSeenUnder() throws IOException {
        Path out = folder.resolve("policy.json");
        List<Object> words = new ArrayList<>(List.of("--false-alerts-per-upload", 0.9, "--references", 20));
        words.addAll(List.of("--views", "mirrored", "--out", out, "--json"));
        JsonNode told = JSON.readTree(calibrate(words.toArray()).results());
        double threshold = told.get("threshold").asDouble();
        double nearer = told.get("viewThreshold").asDouble();
        String model = told.get("model").asText();
        Path reviewed = Files.writeString(folder.resolve("pairs.csv"), """
                upload,reference,label,distance,model,uploadView,referenceView
                a,r,copy,%2$s,%1$s,as-is,as-is
                b,r,copy,%2$s,%1$s,as-is,mirrored
                c,r,copy,%3$s,%1$s,as-is,mirrored
                d,r,unrelated,%2$s,%1$s,trimmed,as-is
                """.formatted(model, threshold, nearer));
        words.addAll(List.of("--reviewed", reviewed));

        CommandLineRun again = calibrate(words.toArray());

        assertThat(nearer).isLessThan(threshold);
        assertThat(JSON.readTree(again.results()).get("reviewed").toString())
                .isEqualTo(
                        "{\"confirmed\":3,\"confirmedKept\":2,\"dismissed\":1,\"dismissedLeft\":0,\"ofOtherModels\":0}");
        JsonNode policy = JSON.readTree(out.toFile());
        assertThat(policy.get("maximumDistances").get(model).asDouble()).isEqualTo(threshold);
        assertThat(policy.get("maximumViewDistances").get(model).asDouble()).isEqualTo(nearer);
        assertThat(policy.get("views")).extracting(JsonNode::asText).containsExactly("mirrored");
    }

    @Test
    void extrapolationIsSaidWithItsFactorAndItsFit() {
        CommandLineRun run = calibrate("--false-alerts-per-upload", 0.01, "--references", 10);

        assertThat(run.results())
                .contains("400 pairs (20 background pictures, 20 uploads, 1 without structure left out)")
                .contains("EXTRAPOLATED by a factor of 2.50 beyond the sample of 400 pairs")
                .contains("exponential fitted to the nearest 100");
    }

    @Test
    void whatThePicturesCannotSayIsRefused() {
        CommandLineRun tooRare = refused("--false-alerts-per-upload", 1e-6, "--references", 1_000_000);
        assertThat(tooRare.remarks()).contains("1000000 references").contains("400 pairs");
        assertThat(refused("--false-alerts-per-upload", 0, "--references", 1).remarks())
                .contains("must lie between 0 and 1");
        assertThat(refused("--false-alerts-per-upload", 0.1, "--references", 0).remarks())
                .contains("0 references");
        assertThat(refused("--false-alerts-per-upload", 0.1, "--references", 1, "--views", 0)
                        .remarks())
                .contains("0 views");
        assertThat(refused("--false-alerts-per-upload", 0.1, "--references", 1, "--views", "upside-down")
                        .remarks())
                .contains("unknown view 'upside-down'");
    }

    @Test
    void pairsThatNobodyReviewedAreRefusedBeforeTheWork() throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.csv"), "upload,reference\na,r\n");
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "label,distance,model\ncopy,-1,m\n");

        assertThat(refused("--false-alerts-per-upload", 0.1, "--references", 1, "--reviewed", labels)
                        .remarks())
                .contains("has no columns label, distance, model");
        assertThat(refused("--false-alerts-per-upload", 0.1, "--references", 1, "--reviewed", wrong)
                        .remarks())
                .contains("line 2: distance is '-1'");
    }

    private double threshold(Object... more) throws IOException {
        List<Object> words = new ArrayList<>(List.of("--false-alerts-per-upload", 0.9, "--json"));
        words.addAll(List.of(more));
        return JSON.readTree(calibrate(words.toArray()).results())
                .get("threshold")
                .asDouble();
    }

    private CommandLineRun refused(Object... more) {
        CommandLineRun run = run(more);
        assertThat(run.exitCode()).as(run.remarks()).isEqualTo(2);
        assertThat(run.results()).isEmpty();
        return run;
    }

    private CommandLineRun calibrate(Object... more) {
        CommandLineRun run = run(more);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return run;
    }

    private CommandLineRun run(Object... more) {
        List<Object> words = new ArrayList<>(List.of("calibrate", "--background", background, "--threads", 1));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    /** Blotches of colour. */
    private static byte[] picture(int width, int height, long seed) {
        byte[] pixels = new byte[6 * 6 * 3];
        new Random(seed).nextBytes(pixels);
        return PngFile.of(Resize.to(new RgbImage(6, 6, pixels), width, height));
    }
}
