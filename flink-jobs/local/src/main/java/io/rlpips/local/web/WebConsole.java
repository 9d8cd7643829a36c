package io.rlpips.local.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.Reviews;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live page and what it asks for, on one address of this machine and under that address only. Everything is answered as
 * JSON but the page's files and pictures. Thread-safe; the creator closes it.
 */
public final class WebConsole implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebConsole.class);
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
    /** What only this machine reaches. */
    static final String LOOPBACK = "127.0.0.1";

    private static final int MOST_REVIEW_BYTES = 16 << 10;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_NOTE = 2_000;
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");

    private final LiveView view;
    private final AlertPictures pictures;
    private final Sender sender;
    private final LookupDesk lookups;
    private final PageFiles files = new PageFiles();
    private final Followers followers;
    private final String host;
    private final Javalin server;

    /** What a request is answered with where it cannot be done. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private WebConsole(Broker broker, String uploadsGroup, AllowedLocations allowed, String host) {
        this.host = host;
        this.view = new LiveView(broker, uploadsGroup);
        this.pictures = new AlertPictures(broker, allowed);
        this.sender = broker.sender();
        this.lookups = new LookupDesk(broker, view.lookups(), sender);
        this.followers = new Followers(view, WebConsole::json);
        this.server = Javalin.create(this::configure);
    }

    /**
     * @param uploadsGroup the detector's consumer group of uploads
     * @param allowed where claim checks may point into
     * @param host address or name of this machine to serve on
     * @param port 0 for any free one
     * @throws RlpipsException INVALID_ARGUMENT where the port is taken; FETCH_FAILED where the broker does not answer
     */
    public static WebConsole start(
            Broker broker, String uploadsGroup, AllowedLocations allowed, String host, int port) {
        WebConsole console = new WebConsole(broker, uploadsGroup, allowed, host);
        try {
            console.server.start(host, port);
        } catch (RuntimeException e) {
            console.close();
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the console cannot be served on port %d of %s: %s".formatted(port, host, e.getMessage()),
                    e);
        }
        return console;
    }

    /** @return of the page */
    public URI address() {
        return URI.create("http://%s:%d/".formatted(SameOrigin.inAddress(host), server.port()));
    }

    @Override
    public void close() {
        followers.close();
        server.stop();
        view.close();
        pictures.close();
        sender.close();
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.routes.before(this::guard);
        files.paths().forEach(path -> config.routes.get(path, this::file));
        config.routes.get("/favicon.ico", context -> context.status(204));
        config.routes.get("/figures", context -> answer(context, view.figures()));
        config.routes.get("/alerts", this::alerts);
        config.routes.get("/pictures/upload", context -> picture(context, pictures::upload));
        config.routes.get("/pictures/reference", context -> picture(context, pictures::reference));
        config.routes.sse("/events", this::follow);
        config.routes.post("/reviews", this::review);
        config.routes.post("/lookup", this::lookup);
        config.routes.exception(Refused.class, (refused, context) -> fail(context, refused.status, refused));
        config.routes.exception(LookupDesk.BusyException.class, (busy, context) -> fail(context, 503, busy));
        config.routes.exception(RlpipsException.class, (told, context) -> fail(context, status(told), told));
        config.routes.exception(Exception.class, (unexpected, context) -> {
            // The log keeps the stack trace; whoever asked learns nothing of the inside.
            LOG.error("unexpected failure of {} {}", context.method(), context.path(), unexpected);
            fail(context, 500, new Refused(500, "unexpected failure; the log says more"));
        });
    }

    private void guard(Context context) {
        context.header("Content-Security-Policy", POLICY);
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header("Cache-Control", "no-store");
        Optional<String> refusal = new SameOrigin(host, server.port())
                .refusal(
                        context.method().name(),
                        context.header("Host"),
                        context.header("Origin"),
                        context.header("Sec-Fetch-Site"));
        if (refusal.isPresent()) {
            throw new Refused(403, refusal.get());
        }
    }

    private void file(Context context) {
        PageFiles.PageFile file = files.at(context.path()).orElseThrow();
        context.contentType(file.contentType()).result(file.content());
    }

    private void alerts(Context context) {
        String since = context.queryParam("since");
        try {
            answer(context, view.alertsSince(since == null ? 0 : Long.parseLong(since)));
        } catch (NumberFormatException e) {
            throw new Refused(400, "since is no whole number");
        }
    }

    private void picture(Context context, Function<Alert, Optional<byte[]>> side) {
        byte[] picture = side.apply(alert(context.queryParam("alert")))
                .orElseThrow(() -> new Refused(404, "the picture is not there any more, or cannot be shown"));
        context.header("Cache-Control", "private, max-age=3600");
        context.contentType("image/jpeg").result(picture);
    }

    private void follow(SseClient client) {
        if (!followers.add(client)) {
            throw new Refused(503, "too many pages are open");
        }
    }

    private void review(Context context) throws IOException {
        JsonNode body = parsed(body(context, MOST_REVIEW_BYTES));
        Alert alert = alert(text(body, "alertId", LONGEST_NAME));
        ReviewDecision decision =
                switch (text(body, "decision", LONGEST_NAME)) {
                    case "CONFIRMED" -> ReviewDecision.CONFIRMED;
                    case "DISMISSED" -> ReviewDecision.DISMISSED;
                    default -> throw new Refused(400, "decision is neither CONFIRMED nor DISMISSED");
                };
        Review review = Reviews.of(
                alert,
                decision,
                text(body, "reviewer", LONGEST_NAME),
                text(body, "note", LONGEST_NOTE),
                System.currentTimeMillis());
        Reviews.send(sender, List.of(review));
        answer(context, RecordJson.of(review));
    }

    private void lookup(Context context) throws IOException {
        String type = context.contentType();
        if (type != null && type.startsWith("multipart/")) {
            throw new Refused(415, "send the picture itself as the body, not a form");
        }
        String name = parameter(context, "name", "picture");
        String tenant = parameter(context, "tenant", "");
        String bank = parameter(context, "bank", "");
        try (LookupDesk.Place place = lookups.take()) {
            byte[] picture = body(context, ImageLimits.DEFAULT.maxBytes());
            if (picture.length == 0) {
                throw new Refused(400, "there is no picture in the body");
            }
            answer(context, lookups.ask(name, picture, tenant, bank.isEmpty() ? Optional.empty() : Optional.of(bank)));
        }
    }

    private Alert alert(String alertId) {
        return view.alert(alertId == null ? "" : alertId)
                .orElseThrow(() -> new Refused(404, "the console holds no such alert (any more)"));
    }

    private static String parameter(Context context, String name, String otherwise) {
        String value = context.queryParam(name);
        if (value != null && value.length() > LONGEST_NAME) {
            throw new Refused(400, "%s is longer than %d characters".formatted(name, LONGEST_NAME));
        }
        return value == null ? otherwise : value;
    }

    /** What is announced may be wrong or missing: it is counted. */
    private static byte[] body(Context context, long most) throws IOException {
        byte[] body = context.bodyInputStream().readNBytes(Math.toIntExact(most + 1));
        if (body.length > most) {
            throw new Refused(413, "the body has more than %d bytes".formatted(most));
        }
        return body;
    }

    private static JsonNode parsed(byte[] body) throws IOException {
        try {
            JsonNode parsed = JSON.readTree(body);
            if (parsed.isObject()) {
                return parsed;
            }
        } catch (JsonProcessingException e) {
            LOG.debug("a body that is no JSON", e);
        }
        throw new Refused(400, "the body is no JSON object");
    }

    private static String text(JsonNode body, String field, int most) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual() || value.textValue().length() > most) {
            throw new Refused(400, "%s is no text of at most %d characters".formatted(field, most));
        }
        return value.textValue();
    }

    private static int status(RlpipsException told) {
        return switch (told.category()) {
            case INVALID_ARGUMENT -> 400;
            case CONTENT_NOT_FOUND -> 404;
            case FETCH_FAILED -> 504;
            default -> 500;
        };
    }

    private static void fail(Context context, int status, RuntimeException failure) {
        context.status(status);
        answer(context, Map.of("error", String.valueOf(failure.getMessage())));
    }

    private static void answer(Context context, Object value) {
        context.contentType("application/json; charset=utf-8").result(json(value));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot write an answer as JSON: " + e.getMessage(), e);
        }
    }
}
