package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rlpips.local.exchange.Arrival;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code serve --data} promises, on a process that really is killed, through the commands people use. */
class ServeITCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CUT = "rlpips.reject.payload-limit=2b";
    private static final int REFERENCES = 6;
    private static final int UPLOADS = 300;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    @TempDir
    private Path folder;

    @Test
    void aServerKilledAmidUploadsGoesOnWithoutLosingOrRepeatingADecision() throws Exception {
        int port = freePort();
        String servers = "127.0.0.1:" + port;
        Broker broker = new Broker(servers, "");
        Path pictures = DrawnReferences.write(folder.resolve("pictures"), REFERENCES);
        Path data = folder.resolve("data");

        try (ServeProcess server = ServeProcess.start(data, port, "--no-console", "--set", CUT)) {
            assertRegistered(pictures, servers, REFERENCES, 0);
            send(broker, pictures, 0, UPLOADS / 2);
            assertThat(decided(broker, 1))
                    .as("decided before the server is killed")
                    .isNotEmpty();
            send(broker, pictures, UPLOADS / 2, UPLOADS);
            // Decisions come with checkpoints: none can have shown those that were sent a moment ago.
            server.kill();
        }
        int consolePort = freePort();
        try (ServeProcess server = ServeProcess.start(
                data,
                port,
                "--console-port",
                Integer.toString(consolePort),
                "--console-address",
                "localhost",
                "--set",
                CUT)) {
            assertConsoleServed(consolePort);
            assertRegistered(pictures, servers, 0, REFERENCES);
            assertUploadIsMatched(pictures.resolve("picture-0.png"), servers);

            List<Position> decided = decided(broker, UPLOADS + 1);

            assertThat(decided).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(uploads(broker));
            assertThat(decided).hasSize(UPLOADS + 1);
            assertRejectsAreCut(broker);
            assertWatchTells(servers, UPLOADS + 1);
            assertThat(server.stop()).isZero();
        }
        for (String job : List.of("detector", "references")) {
            assertThat(kept(data.resolve("state").resolve(job)))
                    .as("what the killed jobs left, and their successors took over, is gone")
                    .singleElement()
                    .satisfies(only -> assertThat(only.resolve("_metadata")).exists());
        }
    }

    private static List<Path> kept(Path states) throws IOException {
        try (Stream<Path> folders = Files.list(states)) {
            return folders.toList();
        }
    }

    /** By an option of the jobs. */
    private static void assertRejectsAreCut(Broker broker) {
        try (Reader<Reject> rejects = broker.readerFromStart(Subjects.REJECTS)) {
            assertThat(rejects.readToEnd())
                    .isNotEmpty()
                    .allSatisfy(arrival -> assertThat(
                                    arrival.value().getOriginalValue().remaining())
                            .isEqualTo(2));
        }
    }

    private static void assertConsoleServed(int port) throws Exception {
        HttpRequest figures = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/figures".formatted(port)))
                .build();
        JsonNode shown = JSON.readTree(HttpClient.newHttpClient()
                .send(figures, HttpResponse.BodyHandlers.ofString())
                .body());

        assertThat(shown.get("trouble").asText()).isEmpty();
        assertThat(shown.has("undecided")).isTrue();
    }

    private static void assertRegistered(Path pictures, String servers, int active, int unchanged) throws IOException {
        CommandLineRun run = CommandLineRun.of("reference", "add", pictures, "--json", "--bootstrap-servers", servers);

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        JsonNode counts = JSON.readTree(run.results());
        assertThat(counts.get("active").asInt()).isEqualTo(active);
        assertThat(counts.get("unchanged").asInt()).isEqualTo(unchanged);
        assertThat(counts.get("rejected").asInt()).isZero();
    }

    /** Every fourth upload is no picture: rejects survive as verdicts do. */
    private static void send(Broker broker, Path pictures, int from, int until) {
        try (Sender sender = broker.sender()) {
            for (int i = from; i < until; i++) {
                String id = "upload-" + i;
                Picture upload = i % 4 == 3
                        ? Picture.inMemory(id, new byte[] {1, 2, 3})
                        : Picture.ofFile(id, pictures.resolve("picture-%d.png".formatted(i % REFERENCES)));
                sender.send(Subjects.UPLOADS, id, Payloads.upload(upload, ""));
            }
            sender.flush();
        }
    }

    private static void assertUploadIsMatched(Path picture, String servers) throws IOException {
        CommandLineRun run = CommandLineRun.of("upload", picture, "--wait", "--json", "--bootstrap-servers", servers);

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        JsonNode decision = JSON.readTree(run.results());
        assertThat(decision.get("outcome").asText()).isEqualTo("MATCHED");
        assertThat(decision.get("bestReferenceId").asText()).isEqualTo("picture-0.png");
    }

    private static void assertWatchTells(String servers, int decisions) {
        CommandLineRun run = CommandLineRun.of(
                "watch",
                "--verdicts",
                "--rejects",
                "--from-beginning",
                "--json",
                "--count",
                decisions,
                "--bootstrap-servers",
                servers);

        assertThat(run.exitCode()).as(run.remarks()).isZero();
        assertThat(run.results().lines()).hasSize(decisions).allMatch(line -> line.startsWith("{\"kind\":"));
    }

    private static List<Position> uploads(Broker broker) {
        try (Reader<Upload> uploads = broker.readerFromStart(Subjects.UPLOADS)) {
            return uploads.readToEnd().stream().map(Arrival::position).toList();
        }
    }

    /** @return the uploads of all verdicts and rejects, repeated ones too, once that many different ones are decided */
    private static List<Position> decided(Broker broker, int atLeast) {
        List<Position> decided = new ArrayList<>();
        Set<Position> different = new HashSet<>();
        long startedNanos = System.nanoTime();
        try (Reader<Verdict> verdicts = broker.readerFromStart(Subjects.VERDICTS);
                Reader<Reject> rejects = broker.readerFromStart(Subjects.REJECTS)) {
            while (different.size() < atLeast && System.nanoTime() - startedNanos < PATIENCE_NANOS) {
                verdicts.poll(POLL)
                        .forEach(each -> decided.add(Position.of(each.value().getUpload())));
                rejects.poll(POLL)
                        .forEach(each -> decided.add(Position.of(each.value().getRecord())));
                different.addAll(decided);
            }
            verdicts.readToEnd()
                    .forEach(each -> decided.add(Position.of(each.value().getUpload())));
            rejects.readToEnd()
                    .forEach(each -> decided.add(Position.of(each.value().getRecord())));
        }
        return decided;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
