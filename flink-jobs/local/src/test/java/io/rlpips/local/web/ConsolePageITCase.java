package io.rlpips.local.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.local.command.CommandLineRun;
import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Reader;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.Severity;
import io.rlpips.schemas.Subjects;
import io.rlpips.schemas.Upload;
import io.rlpips.schemas.WallClock;
import io.rlpips.training.distortion.PictureEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The console's page in a browser, on a real broker. What a detector would have written is written here, so that the page
 * gets everything that it may ever have to show. Where the property {@code rlpips.screenshots} names a folder, what was
 * looked at is left there.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsolePageITCase {
    private static final int ALERTS = 50;
    private static final int CLAIMED = 20;
    private static final int FORBIDDEN = 21;
    private static final int COMPACTED = 22;
    private static final BrokerPosition GONE = new BrokerPosition("references", 0, 1_000_000L);
    private static final String LONG = "a-very-long-name-without-a-space-".repeat(9) + "end";
    private static final String ARABIC = "\u0635\u0648\u0631\u0629 \u0627\u0644\u0642\u0637\u0629 (\u0661).jpg";
    private static final String HEBREW = "\u05ea\u05de\u05d5\u05e0\u05d4 \u05e9\u05dc \u05d7\u05ea\u05d5\u05dc.png";
    private static final String TURNED = "harmless\u202egpj.exe";
    private static final String MARKUP = "<img src=x onerror=document.title='broken'>.jpg";

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;
    private static Broker broker;
    private static WebConsole console;
    private static Browser browser;
    private static Position reference;

    @BeforeAll
    static void start() throws Exception {
        Browser.require();
        kafka = EmbeddedKafka.start(folder.resolve("kafka"));
        Topics.create(kafka.bootstrapServers(), new Configuration());
        broker = new Broker(kafka.bootstrapServers(), "");
        Path allowed = Files.createDirectory(folder.resolve("allowed"));
        console = WebConsole.start(
                broker, "nobody", new AllowedLocations(List.of(allowed.toUri().toString())), WebConsole.LOOPBACK, 0);
        browser = Browser.start();
        browser.emulate(1280, 900, false);
        browser.open(console.address());
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (console != null) {
            console.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    @Order(1)
    void anEmptyConsoleSaysSo() throws Exception {
        browser.await("document.getElementById('state').dataset.state === 'live'");

        browser.await("!document.getElementById('empty').hidden");
        assertThat(browser.find("#empty").isDisplayed()).isTrue();
        assertThat(browser.find("#no-rejects").isDisplayed()).isTrue();
        assertThat(browser.find("#held").isDisplayed()).isFalse();
        assertLaidOut("empty");
    }

    @Test
    @Order(2)
    void alertsAppearByThemselvesAndWhateverTheyAreCalledNothingOverflows() throws Exception {
        send();
        browser.await("document.querySelectorAll('#alerts > li').length === " + ALERTS);
        // Pictures are fetched as they come near the view.
        browser.ask("document.querySelectorAll('img').forEach(each => { each.loading = 'eager'; })");
        browser.await("[...document.querySelectorAll('#alerts img')].every(each => each.hidden || each.complete)");

        assertThat(browser.ask("[...document.querySelectorAll('#alerts img')]"
                        + ".filter(each => !each.hidden && each.naturalWidth === 0).length"))
                .as("broken pictures")
                .isEqualTo(0L);
        assertThat(browser.findAll("#alerts .none"))
                .as(
                        "one that is no picture, one in a forbidden place, and an alert whose upload and reference are gone")
                .hasSize(4);
        assertThat(article("upload-" + FORBIDDEN).getText()).contains("no picture");
        assertThat(article("upload-" + COMPACTED).getText())
                .as("its reference's record is gone, the master is not")
                .doesNotContain("no picture");
        assertThat(browser.find("#rejects").getText()).contains("CORRUPT_IMAGE 1");
        assertThat(browser.ask("document.title")).as("markup in names is text").isEqualTo("rlpips console");
        assertThat(browser.ask("document.body.textContent.includes('\\u202e')")).isEqualTo(false);
        assertThat(names()).contains(LONG, ARABIC, HEBREW, "harmless\ufffdgpj.exe", MARKUP);
        assertThat(tagsOf("upload-5")).contains("retroactive");
        assertThat(tagsOf("upload-6")).contains("reference disputed");
        assertThat(tagsOf("upload-7")).contains("reference in quarantine: 41 matches an hour, limit 40");
        assertThat(tagsOf("upload-8")).contains("came 9 times");
        assertLaidOut("fifty");
    }

    @Test
    @Order(3)
    void confirmingByThePointerAndDismissingByTheKeyboardWritesReviews() throws Exception {
        browser.emulate(1280, 900, false);
        WebElement first = article("upload-10");
        browser.find("#reviewer").sendKeys("somebody");
        first.findElement(By.cssSelector(".confirm")).click();
        browser.await(
                "document.querySelector('[aria-label^=\"upload-10 \"] .confirm').getAttribute('aria-pressed') === 'true'");

        // The tab key gets to the list, the arrows along it, the tab key to the buttons.
        browser.find("#reviewer").sendKeys(Keys.TAB);
        assertThat(browser.focused().getTagName()).isEqualTo("article");
        browser.focused().sendKeys(Keys.END);
        browser.focused().sendKeys(Keys.HOME);
        browser.focused().sendKeys(Keys.ARROW_DOWN);
        String dismissed = label(browser.focused());
        browser.focused().sendKeys(Keys.TAB, Keys.TAB);
        assertThat(browser.focused().getText()).isEqualTo("Dismiss");
        browser.focused().sendKeys(Keys.ENTER);
        browser.await("document.activeElement.getAttribute('aria-pressed') === 'true'");
        browser.focused().sendKeys(Keys.ARROW_UP);
        String byLetter = label(browser.focused());
        browser.focused().sendKeys("d");
        browser.await("document.activeElement.querySelector('.dismiss').getAttribute('aria-pressed') === 'true'");

        Map<String, Review> reviews = reviews();
        assertThat(reviews).hasSize(3);
        assertThat(reviews.get("a10").getDecision()).isEqualTo(ReviewDecision.CONFIRMED);
        assertThat(reviews.get("a10").getReviewer()).isEqualTo("somebody");
        assertThat(reviews.get("a10").getReferenceId()).isEqualTo("reference-10");
        for (String upload : List.of(dismissed, byLetter)) {
            Review review = reviews.get(upload.split(" ")[0].replace("upload-", "a"));
            assertThat(review.getDecision()).isEqualTo(ReviewDecision.DISMISSED);
        }
        assertThat(article("upload-10").getText()).contains("confirmed by somebody");
        browser.find("#open-only").click();
        browser.await("document.querySelectorAll('#alerts > li:not([hidden])').length <= " + (ALERTS - 2));
    }

    @Test
    @Order(4)
    void whatComesWhileSomebodyIsAmongTheAlertsWaitsUntilItIsAskedFor() {
        browser.ask("document.querySelector('[aria-label^=\"upload-11 \"]').focus()");
        try (Sender sender = broker.sender()) {
            Alert late = Alerts.alert(900).build();
            sender.send(Subjects.ALERTS, late.getAlertId(), late);
            sender.flush();
        }
        browser.await("!document.getElementById('held').hidden");

        assertThat(names()).doesNotContain("upload-900");
        assertThat(browser.find("#held").getText()).isEqualTo("1 new alert, show");
        browser.find("#held").click();
        assertThat(names().get(0)).isEqualTo("upload-900");
        assertThat(browser.complaints())
                .as("nothing was refused, nothing failed but the pictures that are not there")
                .allMatch(line -> line.contains("/pictures/") && line.contains("404"));
    }

    @Test
    @Order(5)
    void ofManyTheLastAreShownAndWhoeverStaysAmongThemKeepsNoMore() {
        int before = ALERTS + 1;
        browser.ask("document.querySelector('#alerts article').focus()");
        flood(1_000, LiveView.MOST_ALERTS + 100);
        browser.await("document.getElementById('count').textContent.includes(' of %d,')".formatted(before + 600));

        // Whether they came in one answer, of which the first are missing, or in several.
        browser.await("document.getElementById('held').textContent === 'more than 500 new alerts, show the last 500'");
        assertThat(browser.find("#count").getText()).startsWith("%d of %d,".formatted(before, before + 600));
        browser.find("#held").click();
        assertThat(names()).hasSize(LiveView.MOST_ALERTS).doesNotContain("upload-900");
        assertThat(browser.find("#count").getText())
                .isEqualTo("the last 500 of %d, 500 not reviewed".formatted(before + 600));

        // Nobody is among them any more: what is new takes the place of what is oldest.
        browser.find("#filter").click();
        flood(2_000, LiveView.MOST_ALERTS);
        browser.await("document.getElementById('count').textContent.includes('1,151')");
        assertThat(names()).hasSize(LiveView.MOST_ALERTS).allMatch(name -> name.startsWith("upload-2"));
        assertThat(browser.find("#count").getText()).startsWith("the last 500 of 1,151,");
        try (WebConsole later =
                WebConsole.start(broker, "nobody", new AllowedLocations(List.of()), WebConsole.LOOPBACK, 0)) {
            browser.open(later.address());
            browser.await("document.querySelectorAll('#alerts > li').length === " + LiveView.MOST_ALERTS);
            assertThat(browser.find("#count").getText()).startsWith("the last 500 of ");
        }
    }

    private static void flood(int first, int alerts) {
        try (Sender sender = broker.sender()) {
            for (int number = first; number < first + alerts; number++) {
                Alert alert = Alerts.alert(number).build();
                sender.send(Subjects.ALERTS, alert.getAlertId(), alert);
            }
            sender.flush();
        }
    }

    @Test
    @Order(6)
    void aLookupThatNobodyAnswersFailsInTime() throws Exception {
        Path file = Files.write(folder.resolve("asked.jpg"), PictureEncoder.jpeg(Sketch.picture(0, 64, 64), 80));

        CommandLineRun run =
                CommandLineRun.of("lookup", file, "--timeout", 1, "--bootstrap-servers", kafka.bootstrapServers());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.remarks()).contains("no decision arrived for 1 s", "is the detector running?");
    }

    private static void assertLaidOut(String name) throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            for (int width : new int[] {1280, 760, 400}) {
                browser.emulate(width, 900, dark);
                assertThat(browser.ask("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                        .as("%s fits %d pixels", name, width)
                        .isEqualTo(true);
                assertThat(browser.ask("[...document.querySelectorAll('.card, .alert p, .alert .name, .tag')]"
                                + ".filter(each => each.scrollWidth > each.clientWidth + 1 && each.offsetParent"
                                + " && getComputedStyle(each).display !== 'inline')"
                                + ".map(each => each.className + ': ' + each.textContent.slice(0, 60))"))
                        .as("%s: what is wider than its place at %d pixels", name, width)
                        .isEqualTo(List.of());
                Optional<String> screenshots = Optional.ofNullable(System.getProperty("rlpips.screenshots"));
                if (screenshots.isPresent()) {
                    screenshots(Path.of(screenshots.get()), name, width, dark);
                }
            }
        }
    }

    /** The top of the page, and the last ten alerts. */
    private static void screenshots(Path folder, String name, int width, boolean dark) throws Exception {
        String colours = dark ? "dark" : "light";
        browser.screenshot(folder.resolve("%s-%d-%s.png".formatted(name, width, colours)));
        browser.emulate(width, 2_400, dark);
        browser.ask("document.querySelector('#alerts li:nth-last-child(10)')?.scrollIntoView()");
        browser.screenshot(folder.resolve("%s-last-%d-%s.png".formatted(name, width, colours)));
        browser.ask("scrollTo(0, 0)");
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        ((List<?>) browser.ask("[...document.querySelectorAll('.upload-name')].map(each => each.textContent)"))
                .forEach(name -> names.add((String) name));
        return names;
    }

    private static String tagsOf(String upload) {
        return article(upload).findElement(By.cssSelector(".tags")).getText();
    }

    private static WebElement article(String upload) {
        return browser.find("[aria-label^=\"%s \"]".formatted(upload));
    }

    private static String label(WebElement article) {
        return article.getAttribute("aria-label");
    }

    private static Map<String, Review> reviews() {
        Map<String, Review> reviews = new HashMap<>();
        try (Reader<Review> reader = broker.readerFromStart(Subjects.REVIEWS)) {
            reader.readToEnd().forEach(arrival -> reviews.put(arrival.key(), arrival.value()));
        }
        return reviews;
    }

    /** Fifty alerts, the first ones about what is out of the ordinary. */
    private static void send() throws IOException {
        RgbImage drawn = Sketch.picture(0, 640, 480);
        try (Sender sender = broker.sender()) {
            sender.send(Subjects.REJECTS, "broken", reject());
            reference = sender.send(
                            Subjects.REFERENCES,
                            "reference",
                            Payloads.reference(Picture.inMemory("reference", PictureEncoder.png(drawn)), "default"))
                    .join();
            sender.send(Subjects.FINGERPRINTS, "model|reference-" + COMPACTED, master(drawn));
            for (int i = 0; i < ALERTS; i++) {
                byte[] picture = picture(i);
                Position upload = sender.send(Subjects.UPLOADS, "upload-" + i, upload(i, picture))
                        .join();
                Alert alert = unusual(i, common(i, upload, drawn)).build();
                sender.send(Subjects.ALERTS, alert.getAlertId(), alert).join();
            }
        }
    }

    /** Two are claim checks: one into the folder that is allowed, and one beside it. */
    private static Upload upload(int number, byte[] picture) throws IOException {
        Upload upload = Payloads.upload(Picture.inMemory("upload-" + number, picture), "");
        if (number != CLAIMED && number != FORBIDDEN) {
            return upload;
        }
        Path file = Files.write(
                (number == CLAIMED ? folder.resolve("allowed") : folder).resolve("claimed-%d.jpg".formatted(number)),
                picture);
        ImagePayload claim = ImagePayload.newBuilder()
                .setUri(file.toUri().toString())
                .setSha256(Sha256.of(picture))
                .setLength((long) picture.length)
                .build();
        return Upload.newBuilder(upload).setImage(claim).build();
    }

    private static ReferenceFingerprints master(RgbImage drawn) {
        return ReferenceFingerprints.newBuilder()
                .setReferenceId("reference-" + COMPACTED)
                .setReference(GONE)
                .setModelId("model")
                .setMasterImage(ByteBuffer.wrap(PictureEncoder.png(drawn)))
                .build();
    }

    private static Reject reject() {
        return Reject.newBuilder()
                .setRecord(new BrokerPosition("references", 0, 1L))
                .setRecordId("broken")
                .setCategory(RejectCategory.CORRUPT_IMAGE)
                .setMessage("ends too early")
                .setBrokerTimeMillis(1)
                .setWallClock(new WallClock(1L, 0L))
                .build();
    }

    private static byte[] picture(int number) {
        return switch (number) {
            case 0 -> PictureEncoder.png(Sketch.picture(0, 16, 16));
            case 1 -> PictureEncoder.jpeg(Sketch.picture(1, 4_000, 100), 80);
            case 2 -> "no picture".getBytes(StandardCharsets.UTF_8);
            default -> PictureEncoder.jpeg(Sketch.picture(number, 320, 240 + 20 * (number % 20)), 80);
        };
    }

    private static Alert.Builder common(int number, Position upload, RgbImage drawn) {
        return Alerts.alert(number)
                .setUpload(new BrokerPosition(upload.topic(), upload.partition(), upload.offset()))
                .setReference(new BrokerPosition(reference.topic(), reference.partition(), reference.offset()))
                .setUploadWidth(drawn.width())
                .setUploadHeight(drawn.height())
                .setSeverity(Severity.values()[1 + number % 4])
                .setDistance(0.1 * number / ALERTS)
                .setUploadBrokerTimeMillis(
                        System.currentTimeMillis() - Duration.ofMinutes(1).toMillis());
    }

    private static Alert.Builder unusual(int number, Alert.Builder alert) {
        return switch (number) {
            case 0 ->
                alert.setUploadId(LONG).setReferenceId(LONG).setUploadWidth(16).setUploadHeight(16);
            case 1 ->
                alert.setUploadId(ARABIC)
                        .setReferenceId(HEBREW)
                        .setUploadWidth(4_000)
                        .setUploadHeight(100);
            case 2 -> alert.setUploadId(HEBREW).setBank(LONG);
            case 3 -> alert.setUploadId(TURNED).setTenant(LONG);
            case 4 -> alert.setUploadId(MARKUP).setUploadView("trimmed").setReferenceView("mirrored");
            case 5 -> alert.setRetroactive(true);
            case 6 -> alert.setDisputed(true);
            case 7 ->
                alert.setDisposition(Disposition.QUARANTINED)
                        .setMatchesWithinHour(41)
                        .setFloodLimitPerHour(40);
            case 8 -> alert.setRepeats(9);
            case 9 ->
                alert.setUpload(new BrokerPosition("uploads", 0, 1_000_000L))
                        .setReference(new BrokerPosition("fingerprints", 0, 0L));
            case COMPACTED -> alert.setReference(GONE);
            default -> alert;
        };
    }
}
