package io.rlpips.local.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Asks a console as programs and browsers do. */
final class ConsoleRequests {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI console;

    ConsoleRequests(URI console) {
        this.console = console;
    }

    HttpResponse<byte[]> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(console.resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    /** @param headers names and values in turn */
    HttpResponse<String> post(String path, byte[] body, String... headers) throws Exception {
        return client.send(posting(path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<JsonNode> posted(String path, byte[] body) {
        return client.sendAsync(posting(path, body), HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> parsed(response.body()));
    }

    HttpResponse<String> review(String alertId, String decision, String... headers) throws Exception {
        String body = "{\"alertId\":\"%s\",\"decision\":\"%s\",\"reviewer\":\"me\",\"note\":\"seen\"}"
                .formatted(alertId, decision);
        return post("/reviews", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** @return the status line under a name that the client would not send */
    String statusUnder(String host, String path) throws IOException {
        try (Socket socket = new Socket(console.getHost(), console.getPort())) {
            String request = "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.lines().findFirst().orElse("");
        }
    }

    /** Asks again whenever the console says that something has changed, until the answer is as wanted. */
    <T> T until(Callable<T> question, Predicate<T> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        HttpRequest events = HttpRequest.newBuilder(console.resolve("/events"))
                .header("Accept", "text/event-stream")
                .build();
        try (Stream<String> lines =
                client.send(events, HttpResponse.BodyHandlers.ofLines()).body()) {
            Iterator<String> told = lines.iterator();
            while (true) {
                T answer = question.call();
                if (wanted.test(answer)) {
                    return answer;
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("within %s there was nothing but %s".formatted(PATIENCE, answer));
                }
                told.next();
            }
        }
    }

    static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private HttpRequest posting(String path, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(console.resolve(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.build();
    }
}
