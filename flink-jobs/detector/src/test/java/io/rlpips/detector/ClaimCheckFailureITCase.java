package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that are being fetched are in the checkpoint behind the gate: after a restore they still find their references. */
class ClaimCheckFailureITCase {
    private static final TestingModel MODEL = new TestingModel();
    private static final int CLAIMS = 10;
    private static final int FAIL_AT = 101;

    private final CountDownLatch restored = new CountDownLatch(1);
    private HttpServer server;
    private ExecutorService serverThreads;

    @TempDir
    Path directory;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serverThreads = Executors.newCachedThreadPool();
        server.setExecutor(serverThreads);
        server.createContext("/pictures/", this::answerOnceRestored);
        server.start();
    }

    @AfterEach
    void stopServer() {
        restored.countDown();
        server.stop(0);
        serverThreads.shutdownNow();
    }

    @Test
    void uploadsBeingFetchedWhenATaskFailsAreJudgedOnceAndByTheReferencesOfTheirTime() throws Exception {
        try (DetectorStack stack = DetectorStack.start(directory)) {
            Configuration settings = stack.configuration();
            settings.set(DetectorOptions.ALLOWED_PREFIXES, List.of(base()));
            // The server answers after the restore, however long a busy machine takes to get there.
            settings.set(DetectorOptions.FETCH_TIMEOUT, Duration.ofMinutes(5));
            Traffic traffic = new Traffic(stack, MODEL);
            JobClient job = stack.flink.submit(
                    stack.detector(
                            settings,
                            MODEL,
                            2,
                            inputs -> new DetectorTopology.Inputs(
                                    inputs.uploads()
                                            .map(new FailOnce("claims", FAIL_AT))
                                            .uid("fail-uploads"),
                                    inputs.fingerprints(),
                                    inputs.policies(),
                                    inputs.announcements(),
                                    inputs.reviews())),
                    "detector");
            traffic.send(60);
            List<String> uploads = new ArrayList<>();
            for (int claim = 0; claim < CLAIMS; claim++) {
                uploads.add(sendClaim(stack, claim));
            }
            traffic.send(30);
            // Committed verdicts behind the claims: a checkpoint with the fetches in it has completed.
            stack.await(Subjects.VERDICTS, all -> all.size() == 90);
            traffic.send(60);
            stack.await(Subjects.VERDICTS, all -> all.size() == 150);
            stack.await(Subjects.REJECTS, all -> all.size() == traffic.broken().size());
            assertThat(FailOnce.happened("claims", FAIL_AT)).isTrue();
            restored.countDown();
            stack.await(Subjects.VERDICTS, all -> all.size() >= 150 + CLAIMS);
            stack.stop(job);

            uploads.addAll(traffic.uploads());
            List<Verdict> verdicts = stack.readAllDecoded(Subjects.VERDICTS);
            Oracle.of(stack).check(verdicts, uploads, DetectorStack.VISIBILITY_DELAY_MS);
        }
    }

    private String sendClaim(DetectorStack stack, int claim) throws Exception {
        String id = "claim-" + claim;
        byte[] content = TestPictures.png(claim);
        ImagePayload image = ImagePayload.newBuilder()
                .setUri(base() + claim)
                .setLength((long) content.length)
                .setSha256(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
                .build();
        stack.send(Subjects.UPLOADS, id, SingleObject.of(Subjects.UPLOADS).encode(DetectorStack.upload(id, image)));
        return id;
    }

    private String base() {
        return "http://localhost:" + server.getAddress().getPort() + "/pictures/";
    }

    private void answerOnceRestored(HttpExchange exchange) throws IOException {
        try {
            restored.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String path = exchange.getRequestURI().getPath();
        byte[] content = TestPictures.png(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }
}
