package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.weights.Precision;
import io.rlpips.schemas.ModelAnnouncement;
import io.rlpips.schemas.ModelCommand;
import io.rlpips.schemas.Subjects;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle's way from a registry to the jobs, on a real broker. */
class ModelAnnounceITCase {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void whatIsRegisteredIsAnnouncedWithItsHash() throws Exception {
        ModelBundle bundle = BundleReader.readDefault();
        JsonNode registered = JSON.readTree(register().results());
        Path zip = Path.of(URI.create(registered.get("location").asText()));

        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
            Topics.create(kafka.bootstrapServers(), new Configuration());
            CommandLineRun run = CommandLineRun.of(
                    "model",
                    "announce",
                    zip,
                    "--note",
                    "first",
                    "--bootstrap-servers",
                    kafka.bootstrapServers(),
                    "--json");

            assertThat(run.exitCode()).as(run.remarks()).isZero();
            List<Arrival<ModelAnnouncement>> arrivals = read(new Broker(kafka.bootstrapServers(), ""));
            assertThat(arrivals).singleElement().satisfies(arrival -> {
                assertThat(arrival.key()).isEqualTo(bundle.modelId());
                ModelAnnouncement announced = arrival.value();
                assertThat(announced.getModelId()).isEqualTo(bundle.modelId());
                assertThat(announced.getCommand()).isEqualTo(ModelCommand.PREPARE);
                assertThat(announced.getLocation())
                        .isEqualTo(registered.get("location").asText());
                assertThat(announced.getBundleSha256())
                        .isEqualTo(registered.get("sha256").asText());
                assertThat(announced.getNote()).isEqualTo("first");
            });
            JsonNode told = JSON.readTree(run.results());
            assertThat(told.get("topic").asText()).isEqualTo("models");
            assertThat(told.get("partition").asInt())
                    .isEqualTo(arrivals.get(0).position().partition());
            assertThat(told.get("offset").asLong())
                    .isEqualTo(arrivals.get(0).position().offset());
        }
    }

    private CommandLineRun register() {
        Path bundle = folder.resolve("bundle.zip");
        BundleWriter.write(BundleReader.readDefault(), bundle, Precision.FLOAT16);
        CommandLineRun run =
                CommandLineRun.of("model", "register", bundle, "--registry", folder.resolve("registry"), "--json");
        assertThat(run.exitCode()).as(run.remarks()).isZero();
        return run;
    }

    private static List<Arrival<ModelAnnouncement>> read(Broker broker) {
        try (Reader<ModelAnnouncement> reader = broker.readerFromStart(Subjects.MODELS)) {
            return reader.readToEnd();
        }
    }
}
