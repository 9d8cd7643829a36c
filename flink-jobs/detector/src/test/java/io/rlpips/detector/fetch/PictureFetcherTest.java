package io.rlpips.detector.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFetcherTest {
    private static final byte[] CONTENT = {1, 2, 3, 4, 5};

    private final CountDownLatch finished = new CountDownLatch(1);
    private HttpServer server;
    private ExecutorService serverThreads;
    private String base;
    private PictureFetcher fetcher;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serverThreads = Executors.newCachedThreadPool();
        server.setExecutor(serverThreads);
        base = "http://localhost:" + server.getAddress().getPort();
        server.createContext("/allowed/picture", exchange -> answer(exchange, 200));
        server.createContext("/secret", exchange -> answer(exchange, 200));
        server.createContext("/allowed/busy", exchange -> answer(exchange, 503));
        server.createContext("/allowed/gone", exchange -> answer(exchange, 404));
        server.createContext("/allowed/closed", exchange -> answer(exchange, 403));
        redirect("/allowed/moved", "/allowed/picture");
        redirect("/allowed/away", "/secret");
        redirect("/allowed/circle", "/allowed/circle");
        server.createContext("/allowed/trickle", this::trickle);
        server.start();
        fetcher = new PictureFetcher(
                new AllowedLocations(
                        List.of(base + "/allowed", directory.toUri().toString())),
                Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() {
        finished.countDown();
        fetcher.close();
        server.stop(0);
        serverThreads.shutdownNow();
    }

    @Test
    void readsWhatIsThereAndNoMoreThanOneByteBeyondWhatWasAnnounced() throws Exception {
        assertThat(fetcher.fetch(base + "/allowed/picture", 5)).isEqualTo(CONTENT);
        assertThat(fetcher.fetch(base + "/allowed/picture", 2)).containsExactly(1, 2, 3);
        assertThat(fetcher.fetch(file("picture"), 5)).isEqualTo(CONTENT);
        assertThat(fetcher.fetch(file("picture"), 1)).containsExactly(1, 2);
    }

    @Test
    void followsARedirectToAnAllowedPlaceOnly() throws Exception {
        assertThat(fetcher.fetch(base + "/allowed/moved", 5)).isEqualTo(CONTENT);
        assertRefused("/allowed/away", FailureCategory.FORBIDDEN_LOCATION);
        assertRefused("/allowed/circle", FailureCategory.FETCH_FAILED);
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhatIsRefusedFails() {
        assertRefused("/allowed/gone", FailureCategory.CONTENT_NOT_FOUND);
        assertRefused("/allowed/closed", FailureCategory.FETCH_FAILED);
        assertThatThrownBy(() -> fetcher.fetch(directory.toUri() + "none", 5))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        e -> assertThat(e.category()).isEqualTo(FailureCategory.CONTENT_NOT_FOUND));
    }

    @Test
    void aServerThatIsBusyMayBeAskedAgain() {
        assertThatThrownBy(() -> fetcher.fetch(base + "/allowed/busy", 5))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("status 503");
    }

    @Test
    void aServerThatTricklesIsCutOff() {
        assertThatThrownBy(() -> fetcher.fetch(base + "/allowed/trickle", 5))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no more came within 2000 ms");
    }

    private void assertRefused(String path, FailureCategory category) {
        assertThatThrownBy(() -> fetcher.fetch(base + path, 5))
                .isInstanceOfSatisfying(
                        RlpipsException.class, e -> assertThat(e.category()).isEqualTo(category));
    }

    private String file(String name) throws IOException {
        return Files.write(directory.resolve(name), CONTENT).toUri().toString();
    }

    private void redirect(String from, String to) {
        server.createContext(from, exchange -> {
            exchange.getResponseHeaders().add("Location", to);
            answer(exchange, 302);
        });
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, CONTENT.length);
        exchange.getResponseBody().write(CONTENT);
        exchange.close();
    }

    /** Sends one byte and then nothing until the test is over. */
    private void trickle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        exchange.getResponseBody().write(1);
        exchange.getResponseBody().flush();
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }
}
