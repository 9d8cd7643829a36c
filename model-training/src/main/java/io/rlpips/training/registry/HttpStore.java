package io.rlpips.training.registry;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A place that contents are put to and got from by HTTP, as object stores are. That a content is created once and replaced
 * as one is the server's part: it has to heed {@code If-None-Match: *} and {@code If-Match}, as S3 does, and to give every
 * content an {@code ETag}.
 */
final class HttpStore implements ObjectStore {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;

    private final URI base;
    private final String shownBase;
    private final RequestAuthorisation authorisation;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(20))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param base ends in a slash
     * @param shownBase what locations begin with, ends in a slash
     */
    HttpStore(URI base, String shownBase, RequestAuthorisation authorisation) {
        this.base = base;
        this.shownBase = shownBase;
        this.authorisation = authorisation;
    }

    @Override
    public Optional<Found> read(String path) {
        HttpResponse<byte[]> response = send("GET", path, Map.of(), new byte[0]);
        if (response.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        if (response.statusCode() != OK) {
            throw refused("GET", path, response);
        }
        String version = response.headers()
                .firstValue("etag")
                .orElseThrow(() -> failure(
                        "GET %s gives no ETag: contents could not be replaced safely".formatted(base.resolve(path)),
                        null));
        return Optional.of(new Found(response.body(), version));
    }

    @Override
    public boolean create(String path, byte[] content) {
        return put(path, content, "if-none-match", "*");
    }

    @Override
    public boolean replace(String path, byte[] content, String version) {
        return put(path, content, "if-match", version);
    }

    @Override
    public String location(String path) {
        return shownBase + path;
    }

    private boolean put(String path, byte[] content, String condition, String value) {
        HttpResponse<byte[]> response = send("PUT", path, Map.of(condition, value), content);
        int status = response.statusCode();
        if (status == PRECONDITION_FAILED || status == CONFLICT) {
            return false;
        }
        if (status < OK || status >= 300) {
            throw refused("PUT", path, response);
        }
        return true;
    }

    private HttpResponse<byte[]> send(String method, String path, Map<String, String> conditions, byte[] content) {
        URI uri = base.resolve(path);
        Map<String, String> headers = new TreeMap<>(conditions);
        headers.putAll(authorisation.headers(method, uri, conditions, content));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .method(method, content.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content));
        headers.forEach(request::header);
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException unreachable) {
            throw failure("%s %s: %s".formatted(method, uri, unreachable), unreachable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failure("interrupted at %s %s".formatted(method, uri), interrupted);
        }
    }

    private RlpipsException refused(String method, String path, HttpResponse<byte[]> response) {
        return failure(
                "%s %s: the server answers %d".formatted(method, base.resolve(path), response.statusCode()), null);
    }

    private static RlpipsException failure(String message, Exception cause) {
        return new RlpipsException(FailureCategory.FETCH_FAILED, "registry: " + message, cause);
    }
}
