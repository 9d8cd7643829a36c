package io.rlpips.training.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An object store on the loopback interface that heeds If-None-Match and If-Match, as S3 does. */
final class ConditionalServer implements AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpServer server;
    private final Map<String, byte[]> contents = new TreeMap<>();

    final Map<String, String> lastHeaders = new ConcurrentHashMap<>();

    ConditionalServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI base() {
        return URI.create(
                "http://127.0.0.1:%d/models/".formatted(server.getAddress().getPort()));
    }

    synchronized Map<String, byte[]> contents() {
        return new TreeMap<>(contents);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestHeaders()
                    .forEach((name, values) -> lastHeaders.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET")) {
                get(exchange, path);
            } else {
                byte[] content = exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(put(exchange, path, content), -1);
            }
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        byte[] content = contents().get(path);
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.getResponseHeaders().set("ETag", tag(content));
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    private synchronized int put(HttpExchange exchange, String path, byte[] content) {
        byte[] known = contents.get(path);
        String expected = exchange.getRequestHeaders().getFirst("If-Match");
        boolean mayExist = exchange.getRequestHeaders().getFirst("If-None-Match") == null;
        boolean changed = expected != null && (known == null || !expected.equals(tag(known)));
        if (changed || !mayExist && known != null) {
            return 412;
        }
        contents.put(path, content);
        return 201;
    }

    private static String tag(byte[] content) {
        return '"' + Digest.sha256(content) + '"';
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
