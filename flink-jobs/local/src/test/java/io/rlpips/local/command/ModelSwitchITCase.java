package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.local.session.LocalStack;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.local.session.SearchChoice;
import io.rlpips.local.session.StackSettings;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.weights.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one bundle to another through the command people use, on the real jobs. */
class ModelSwitchITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REFERENCES = 5;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path folder;

    @Test
    void anotherBundleTakesOverAndTheOldOneIsRetired() throws IOException {
        ModelBundle builtIn = BundleReader.readDefault();
        Path bundles = Files.createDirectory(folder.resolve("bundles"));
        Path bundle = bundles.resolve("next.zip");
        BundleWriter.write(renamed(builtIn, "next"), bundle, Precision.FLOAT16);
        Path pictures = DrawnReferences.write(folder.resolve("pictures"), REFERENCES);
        try (LocalStack stack = LocalStack.start(settings(bundles))) {
            String servers = stack.broker().bootstrapServers();
            run("reference", "add", pictures, "--bootstrap-servers", servers);
            awaitCounting(pictures, servers);
            assertThat(judgedBy(pictures, servers)).isEqualTo(builtIn.modelId());

            CommandLineRun outside = CommandLineRun.of(
                    "model",
                    "switch",
                    bundle,
                    "--location",
                    folder.resolve("elsewhere.zip").toUri(),
                    "--bootstrap-servers",
                    servers);
            CommandLineRun switched = run(
                    "model", "switch", bundle, "--retire", builtIn.modelId(), "--json", "--bootstrap-servers", servers);

            assertThat(outside.exitCode()).isEqualTo(1);
            assertThat(outside.remarks()).contains("is not below an allowed prefix");
            JsonNode told = JSON.readTree(switched.results());
            assertThat(told.get("state").asText()).isEqualTo("ACTIVE");
            assertThat(told.get("preparedReferences").asInt()).isEqualTo(REFERENCES);
            assertThat(told.get("retired").asText()).isEqualTo(builtIn.modelId());
            assertThat(judgedBy(pictures, servers)).isEqualTo("next");
        }
    }

    private StackSettings settings(Path bundles) {
        return new StackSettings(
                folder.resolve("stack"),
                false,
                OptionalInt.empty(),
                ModelChoice.builtIn(),
                OptionalDouble.empty(),
                List.of(),
                List.of(bundles),
                SearchChoice.PLAIN,
                new Configuration());
    }

    /** References count a moment after they are active. */
    private static void awaitCounting(Path pictures, String servers) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!judge(pictures, servers).get("outcome").asText().equals("MATCHED")) {
            assertThat(System.nanoTime()).as("references count").isLessThan(deadline);
        }
    }

    private static JsonNode judge(Path pictures, String servers) throws IOException {
        return JSON.readTree(
                run("upload", pictures.resolve("picture-1.png"), "--wait", "--json", "--bootstrap-servers", servers)
                        .results());
    }

    /** A copy matches whichever model judges it. */
    private static String judgedBy(Path pictures, String servers) throws IOException {
        JsonNode decision = judge(pictures, servers);
        assertThat(decision.get("outcome").asText()).isEqualTo("MATCHED");
        assertThat(decision.get("bestReferenceId").asText()).isEqualTo("picture-1.png");
        return decision.get("modelId").asText();
    }

    private static CommandLineRun run(Object... words) {
        CommandLineRun run = CommandLineRun.of(words);
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return run;
    }

    private static ModelBundle renamed(ModelBundle bundle, String modelId) {
        Manifest known = bundle.manifest();
        return new ModelBundle(
                new Manifest(
                        known.formatVersion(),
                        modelId,
                        known.backbone(),
                        known.inputSize(),
                        known.recipe(),
                        known.training(),
                        Optional.of(known.modelId()),
                        known.metrics(),
                        known.calibration(),
                        known.recommendedThreshold(),
                        known.projection(),
                        known.precision(),
                        known.tensorsSha256(),
                        known.createdBy()),
                bundle.tensors(),
                bundle.projection());
    }
}
