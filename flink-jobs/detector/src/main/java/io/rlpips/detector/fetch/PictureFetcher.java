package io.rlpips.detector.fetch;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.core.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens allowed locations: {@code file:}, {@code http(s):} and what Flink's file systems offer. Redirects are followed
 * only to allowed locations, never more bytes are read than were announced, plus one, and a source that trickles is cut
 * off. Thread-safe; whoever makes one closes it.
 */
final class PictureFetcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PictureFetcher.class);
    private static final int MOST_REDIRECTS = 3;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> GONE = Set.of(404, 410);

    private final AllowedLocations allowed;
    private final Duration timeout;
    private final HttpClient http;
    private final ScheduledExecutorService watchdog;

    PictureFetcher(AllowedLocations allowed, Duration timeout) {
        this.allowed = allowed;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
        this.watchdog = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "rlpips-fetch-watchdog");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * One attempt.
     *
     * @param length announced for the content
     * @return the content; one byte longer than announced where there is more
     * @throws RlpipsException FORBIDDEN_LOCATION, CONTENT_NOT_FOUND or FETCH_FAILED, where another attempt would not help
     * @throws IOException where it might
     */
    byte[] fetch(String location, long length) throws IOException, InterruptedException {
        URI uri = allowed.require(location);
        try {
            return switch (uri.getScheme()) {
                case "file" -> fetchFile(uri, length);
                case "http", "https" -> fetchHttp(uri, length);
                default -> fetchFileSystem(uri, length);
            };
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new RlpipsException(FailureCategory.CONTENT_NOT_FOUND, "nothing at '" + location + "'", e);
        }
    }

    private byte[] fetchFile(URI uri, long length) throws IOException {
        Path real = allowed.requireReal(uri);
        if (!Files.isRegularFile(real)) {
            throw new RlpipsException(FailureCategory.CONTENT_NOT_FOUND, "'" + uri + "' is not a file");
        }
        try (InputStream content = Files.newInputStream(real)) {
            return read(content, length);
        }
    }

    private byte[] fetchHttp(URI start, long length) throws IOException, InterruptedException {
        URI uri = start;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(timeout).GET().build();
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream content = response.body()) {
                int status = response.statusCode();
                if (status == 200) {
                    return read(content, length);
                }
                if (!REDIRECTS.contains(status)) {
                    throw refused(uri, status);
                }
                uri = allowed.require(target(uri, response));
            }
        }
        throw new RlpipsException(
                FailureCategory.FETCH_FAILED, "'%s' redirects more than %d times".formatted(start, MOST_REDIRECTS));
    }

    private static String target(URI uri, HttpResponse<?> response) {
        String location = response.headers()
                .firstValue("location")
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.FETCH_FAILED, "'" + uri + "' redirects without saying where to"));
        try {
            return uri.resolve(location).toString();
        } catch (IllegalArgumentException e) {
            throw new RlpipsException(FailureCategory.FETCH_FAILED, "'" + uri + "' redirects to what is not a URI", e);
        }
    }

    private static RlpipsException refused(URI uri, int status) throws IOException {
        String message = "'%s' answered with status %d".formatted(uri, status);
        if (status == 429 || status >= 500) {
            throw new IOException(message);
        }
        return new RlpipsException(
                GONE.contains(status) ? FailureCategory.CONTENT_NOT_FOUND : FailureCategory.FETCH_FAILED, message);
    }

    private byte[] fetchFileSystem(URI uri, long length) throws IOException {
        FileSystem files;
        try {
            files = FileSystem.get(uri);
        } catch (IOException noSuchFileSystem) {
            throw new RlpipsException(
                    FailureCategory.FETCH_FAILED, "no file system for '" + uri + "' is installed", noSuchFileSystem);
        }
        try (InputStream content = files.open(new org.apache.flink.core.fs.Path(uri))) {
            return read(content, length);
        }
    }

    /** Reading blocks for as long as the other side likes; closing the stream under it ends that. */
    private byte[] read(InputStream content, long length) throws IOException {
        AtomicBoolean expired = new AtomicBoolean();
        Future<?> guard = watchdog.schedule(() -> expire(expired, content), timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return content.readNBytes(Math.toIntExact(Math.min(length + 1, Integer.MAX_VALUE - 8L)));
        } catch (IOException e) {
            if (expired.get()) {
                throw new IOException("no more came within %d ms".formatted(timeout.toMillis()), e);
            }
            throw e;
        } finally {
            guard.cancel(false);
        }
    }

    private static void expire(AtomicBoolean expired, InputStream content) {
        expired.set(true);
        try {
            content.close();
        } catch (IOException e) {
            LOG.debug("stream of a picture that took too long did not close", e);
        }
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
