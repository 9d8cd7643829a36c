package io.rlpips.local.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.local.command.CommandLineRun;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.LocalStack;
import io.rlpips.local.session.ModelChoice;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.Registration;
import io.rlpips.local.session.SearchChoice;
import io.rlpips.local.session.StackSettings;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.Subjects;
import io.rlpips.training.distortion.PictureEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lookups and the console's answers, with the real broker and the real jobs behind them. */
class WebConsoleITCase {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<RgbImage> PICTURES =
            IntStream.range(0, 4).mapToObj(i -> Sketch.picture(i, 320, 240)).toList();
    private static final byte[] KNOWN = PictureEncoder.jpeg(PICTURES.get(0), 85);
    private static final byte[] UNKNOWN = PictureEncoder.jpeg(PICTURES.get(3), 85);

    @TempDir
    private static Path folder;

    private static LocalStack stack;
    private static WebConsole console;
    private static ConsoleRequests requests;

    @BeforeAll
    static void start() throws Exception {
        StackSettings settings = StackSettings.forOneRun(
                        folder.resolve("stack"),
                        ModelChoice.builtIn(),
                        OptionalDouble.empty(),
                        List.of(),
                        SearchChoice.PLAIN)
                .with(new Configuration());
        stack = LocalStack.start(settings);
        console = WebConsole.start(
                stack.broker(), stack.uploadsGroup(), new AllowedLocations(List.of()), WebConsole.LOOPBACK, 0);
        requests = new ConsoleRequests(console.address());
        List<Picture> references = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            references.add(Picture.inMemory("picture-" + i, PictureEncoder.png(PICTURES.get(i))));
        }
        new Registration(stack.broker(), stack::requireRunning, PATIENCE).register(references, "default", count -> {});
        requests.until(
                () -> lookup("/lookup", KNOWN), answer -> answer.get("known").asBoolean());
    }

    @AfterAll
    static void stop() {
        console.close();
        stack.close();
    }

    @Test
    void aLookupIsAnsweredWithTheEvidenceAndIsNoAlert() throws Exception {
        JsonNode known = lookup("/lookup?name=holiday.jpg", KNOWN);
        JsonNode unknown = lookup("/lookup", UNKNOWN);
        assertThat(policy("logos", "--note", "has no pictures yet").exitCode()).isZero();
        JsonNode elsewhere = lookup("/lookup?bank=logos", KNOWN);
        HttpResponse<String> misspelt = requests.post("/lookup?bank=lgoos", KNOWN);
        JsonNode broken = lookup("/lookup", new byte[] {1, 2, 3});

        assertThat(known.get("file").asText()).isEqualTo("holiday.jpg");
        assertThat(known.get("outcome").asText()).isEqualTo("MATCHED");
        JsonNode match = known.get("matches").get(0);
        assertThat(match.get("referenceId").asText()).isEqualTo("picture-0");
        assertThat(match.get("bank").asText()).isEqualTo("default");
        assertThat(match.get("distance").asDouble())
                .isLessThan(match.get("threshold").asDouble());
        assertThat(StreamSupport.stream(match.get("layerDistances").spliterator(), false)
                        .mapToDouble(JsonNode::asDouble)
                        .sum())
                .isCloseTo(match.get("distance").asDouble(), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(match.get("referenceView").asText()).isEqualTo("as-is");
        assertThat(known.at("/model/id").asText()).isNotEmpty();
        assertThat(known.get("rowsSearched").asInt()).isEqualTo(3);
        assertThat(unknown.get("known").asBoolean()).isFalse();
        assertThat(unknown.get("matches")).isEmpty();
        assertThat(elsewhere.get("known").asBoolean()).isFalse();
        assertThat(misspelt.statusCode()).isEqualTo(400);
        assertThat(misspelt.body()).contains("no bank 'lgoos' is known").doesNotContain("logos");
        assertThat(broken.at("/rejection/category").asText()).isEqualTo("NOT_AN_IMAGE");
        assertThat(alerts()).noneMatch(alert -> alert.get("uploadId").asText().startsWith("lookup-"));
        assertThat(requests.json("/figures").get("lookups").asInt()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void equalQuestionsAskedAtOnceAreAnsweredEach() {
        List<CompletableFuture<JsonNode>> answers = Stream.of("a", "b", "c", "d")
                .map(name -> requests.posted("/lookup?name=" + name, name.equals("c") ? UNKNOWN : KNOWN))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).toList())
                .extracting(
                        answer -> answer.get("file").asText(),
                        answer -> answer.get("known").asBoolean())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", true),
                        org.assertj.core.groups.Tuple.tuple("b", true),
                        org.assertj.core.groups.Tuple.tuple("c", false),
                        org.assertj.core.groups.Tuple.tuple("d", true));
    }

    @Test
    void theCommandAsksForFilesAndSaysUnknownWithoutFailing() throws Exception {
        Path known = Files.write(folder.resolve("known.jpg"), KNOWN);
        Path unknown = Files.write(folder.resolve("unknown.jpg"), UNKNOWN);
        Path broken = Files.write(folder.resolve("broken.jpg"), new byte[] {1, 2, 3});

        CommandLineRun people = run(known, unknown);
        CommandLineRun programs = run(known, unknown, "--json", "--bank", "default");
        CommandLineRun refused = run(broken);
        CommandLineRun misspelt = run(known, "--bank", "defualt");

        assertThat(people.exitCode()).as(people.remarks()).isZero();
        assertThat(people.results())
                .contains(
                        "KNOWN    " + known,
                        "picture-0 (default) at 0.",
                        "UNKNOWN  " + unknown,
                        "nothing within reach: 0.");
        assertThat(programs.exitCode()).isZero();
        assertThat(programs.results().lines().map(ConsoleRequests::parsed).toList())
                .extracting(
                        answer -> answer.get("file").asText(),
                        answer -> answer.get("known").asBoolean())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(known.toString(), true),
                        org.assertj.core.groups.Tuple.tuple(unknown.toString(), false));
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.remarks()).contains("no bank 'defualt' is known");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.results()).contains("REJECTED", "NOT_AN_IMAGE");
        // There are three uploads at most beside the lookups.
        CommandLineRun watched = CommandLineRun.of(
                "watch",
                "--verdicts",
                "--from-beginning",
                "--count",
                4,
                "--bootstrap-servers",
                stack.broker().bootstrapServers());
        assertThat(watched.results()).containsPattern("LOOKUP  (MATCHED|CLEAR) +lookup-");
    }

    @Test
    void uploadsAreCountedAndTheirAlertsShownWithBothPicturesUntilSomebodyHasFoundSomething() throws Exception {
        JsonNode before = requests.json("/figures");
        upload("copy", PictureEncoder.jpeg(PICTURES.get(1), 80));
        upload("other", UNKNOWN);
        upload("broken", new byte[] {1, 2, 3});

        JsonNode alert = requests
                .until(WebConsoleITCase::alerts, all -> all.stream().anyMatch(of("copy")))
                .stream()
                .filter(of("copy"))
                .findFirst()
                .orElseThrow();
        JsonNode figures = requests.until(
                () -> requests.json("/figures"),
                now -> gained(before, now, "/decisions/MATCHED") >= 1
                        && gained(before, now, "/decisions/CLEAR") >= 1
                        && gained(before, now, "/rejects/NOT_AN_IMAGE") >= 1
                        && now.get("undecided").asLong() == 0);

        assertThat(figures.get("trouble").asText()).isEmpty();
        assertThat(alert.get("referenceId").asText()).isEqualTo("picture-1");
        assertThat(alert.get("disposition").asText()).isEqualTo("RAISED");
        assertThat(alert.get("review").isNull()).isTrue();
        String id = alert.get("alertId").asText();
        for (String side : List.of("upload", "reference")) {
            HttpResponse<byte[]> picture = requests.get("/pictures/" + side + "?alert=" + id);
            assertThat(picture.headers().firstValue("content-type")).contains("image/jpeg");
            assertThat(picture.body()).startsWith(0xff, 0xd8).hasSizeLessThan(60_000);
        }

        HttpResponse<String> written = requests.review(id, "DISMISSED");

        assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
        Review review = reviews(id).get(0);
        assertThat(review.getDecision()).isEqualTo(ReviewDecision.DISMISSED);
        assertThat(review.getReferenceId()).isEqualTo("picture-1");
        assertThat(review.getReviewer()).isEqualTo("me");
        assertThat(review.getNote()).isEqualTo("seen");
        requests.until(
                WebConsoleITCase::alerts,
                all -> all.stream()
                        .filter(of("copy"))
                        .anyMatch(each -> each.at("/review/decision").asText().equals("DISMISSED")));
    }

    @Test
    void whatAnotherPageOrAWrongRequestAsksForIsRefusedWithoutATrace() throws Exception {
        upload("guarded", PictureEncoder.jpeg(PICTURES.get(2), 75));
        String id = requests.until(WebConsoleITCase::alerts, all -> all.stream().anyMatch(of("guarded"))).stream()
                .filter(of("guarded"))
                .findFirst()
                .orElseThrow()
                .get("alertId")
                .asText();

        assertThat(requests.review(id, "CONFIRMED", "Origin", "http://elsewhere.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(requests.review(id, "CONFIRMED", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(requests.post("/lookup", KNOWN, "Origin", "null").statusCode())
                .isEqualTo(403);
        assertThat(requests.statusUnder("elsewhere.example:" + console.address().getPort(), "/alerts"))
                .contains("403");
        assertThat(requests.review(id, "MAYBE").statusCode()).isEqualTo(400);
        assertThat(requests.review("nothing", "CONFIRMED").statusCode()).isEqualTo(404);
        assertThat(requests.post("/reviews", new byte[20_000]).statusCode()).isEqualTo(413);
        assertThat(requests.post("/reviews", "no json".getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(400);
        assertThat(requests.post("/lookup", new byte[(20 << 20) + 1]).statusCode())
                .isEqualTo(413);
        assertThat(requests.post("/lookup", new byte[0]).statusCode()).isEqualTo(400);
        assertThat(requests.post("/lookup", KNOWN, "Content-Type", "multipart/form-data; boundary=x")
                        .statusCode())
                .isEqualTo(415);
        assertThat(requests.get("/alerts?since=yesterday").statusCode()).isEqualTo(400);
        assertThat(requests.get("/pictures/upload?alert=../../etc/passwd").statusCode())
                .isEqualTo(404);
        HttpResponse<byte[]> nothing = requests.get("/nothing");
        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(new String(nothing.body(), StandardCharsets.UTF_8)).doesNotContain("at io.", "Exception", "Jetty");
        assertThat(reviews(id)).as("nothing of it was written").isEmpty();
        assertThat(requests.get("/").headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'", "script-src 'self'"));
    }

    private static JsonNode lookup(String path, byte[] picture) throws Exception {
        HttpResponse<String> response = requests.post(path, picture);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return ConsoleRequests.parsed(response.body());
    }

    private static void upload(String id, byte[] picture) {
        try (Sender sender = stack.broker().sender()) {
            sender.send(Subjects.UPLOADS, id, Payloads.upload(Picture.inMemory(id, picture), ""));
            sender.flush();
        }
    }

    private static List<JsonNode> alerts() throws Exception {
        List<JsonNode> alerts = new ArrayList<>();
        requests.json("/alerts").get("alerts").forEach(alerts::add);
        return alerts;
    }

    private static Predicate<JsonNode> of(String uploadId) {
        return alert -> alert.get("uploadId").asText().equals(uploadId);
    }

    private static long gained(JsonNode before, JsonNode now, String count) {
        return now.at(count).asLong() - before.at(count).asLong();
    }

    private static List<Review> reviews(String alertId) {
        Broker broker = stack.broker();
        try (Reader<Review> reader = broker.readerFromStart(Subjects.REVIEWS)) {
            return reader.readToEnd().stream()
                    .filter(arrival -> arrival.key().equals(alertId))
                    .map(arrival -> arrival.value())
                    .toList();
        }
    }

    private static CommandLineRun policy(String bank, String... words) {
        List<Object> all = new ArrayList<>(List.of("policy", "set", bank));
        all.addAll(List.of(words));
        all.addAll(List.of("--bootstrap-servers", stack.broker().bootstrapServers()));
        return CommandLineRun.of(all.toArray());
    }

    private static CommandLineRun run(Object... words) {
        List<Object> all = new ArrayList<>(List.of("lookup"));
        all.addAll(List.of(words));
        all.addAll(List.of("--bootstrap-servers", stack.broker().bootstrapServers()));
        return CommandLineRun.of(all.toArray());
    }
}
