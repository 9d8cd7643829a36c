package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.local.replay.Comparison;
import io.rlpips.local.replay.Difference;
import io.rlpips.local.replay.Difference.Decision;
import io.rlpips.local.replay.Difference.Kind;
import io.rlpips.local.replay.Difference.Measured;
import io.rlpips.local.replay.RecordedPictures;
import io.rlpips.local.session.Picture;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pages with the longest, the widest and the strangest, laid out by a real browser where one is installed. With {@code
 * -Drlpips.report.folder=DIR} the pages, and pictures of them in light and dark, wide and narrow, are left there for
 * people.
 */
class ReportExtremesTest {
    private static final String FOLDER = "rlpips.report.folder";
    private static final String UNBROKEN = "W".repeat(3_000) + ".png";
    private static final String RIGHT_TO_LEFT =
            "\u0635\u0648\u0631\u0629 \u0627\u0644\u0634\u0639\u0627\u0631 (2026) \u2013 \u05e2\u05d1\u05e8\u05d9\u05ea/\u062a\u062c\u0631\u0628\u0629.png";
    private static final String MIXED = "logo \u05d0\u05d1\u05d2 100% \u0645\u0648\u0627\u0641\u0642 final (3).png";
    private static final String STACKED = "e" + "\u0301\u0323\u0330\u0316".repeat(30) + ".png";
    private static final String IDEOGRAPHS = "\u753b\u50cf\u30d5\u30a1\u30a4\u30eb".repeat(40) + ".png";
    private static final String EMOJI = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66".repeat(40);

    private static Path folder;

    /** A ruler for the page it is put into: what it finds is then to be read in {@code #measured}. */
    private static final String MEASURE = """
            <script>
            addEventListener('load', () => {
              const page = document.documentElement;
              const told = [];
              const tell = text => told.push(text);
              if (page.scrollWidth > page.clientWidth) tell('the page is ' + page.scrollWidth + ' wide in ' + page.clientWidth);
              const scrolls = element => element.closest('.unseen, .skip, svg, .plot');
              const drawn = element => element.closest('.unseen, .skip, svg');
              for (const element of document.body.querySelectorAll('*')) {
                const box = element.getBoundingClientRect();
                const name = element.localName + '.' + element.className + '#' + element.id + ' "' + element.textContent.trim().slice(0, 30) + '"';
                if (box.width && !scrolls(element) && (box.right > page.clientWidth + 1 || box.left < -1)) tell(name + ' leaves the page: ' + box.left + ' to ' + box.right);
                const parent = element.closest('td, th, .card, figure, .frame');
                if (box.width && parent && parent !== element && !scrolls(element)) {
                  const around = parent.getBoundingClientRect();
                  if (box.right > around.right + 1 || box.left < around.left - 1) tell(name + ' leaves its ' + parent.localName + '.' + parent.className);
                }
                if (/^[\\w.:]{1,24}$/.test(element.textContent.trim()) && !element.children.length && !drawn(element)) {
                  const range = document.createRange();
                  range.selectNodeContents(element);
                  if (new Set([...range.getClientRects()].map(line => Math.round(line.top))).size > 1) tell(name + ' is broken within the word');
                }
                if (element.localName === 'img' && !(element.complete && element.naturalWidth)) tell(name + ' is broken');
                if (element.localName === 'img' && (box.width < 1 || box.height < 1) && element.offsetParent) tell(name + ' is not to be seen');
              }
              const measured = document.createElement('pre');
              measured.id = 'measured';
              measured.textContent = told.length ? told.slice(0, 20).join('\\n') : 'nothing overflows';
              document.body.append(measured);
            });
            </script>
            """;

    @BeforeAll
    static void write(@TempDir Path scratch) throws IOException {
        folder = Optional.ofNullable(System.getProperty(FOLDER))
                .map(Path::of)
                .orElse(scratch)
                .toAbsolutePath();
        page("extremes", extremes());
        page("replay", extremes().replay(replay()));
        page("nothing", new DrawnRun().clear(DrawnRun.gradient("a.png", 64, 64)));
    }

    @ParameterizedTest
    @CsvSource({"extremes,1280", "extremes,400", "replay,1280", "replay,400", "nothing,400"})
    void nothingLeavesItsPlaceAndNoPictureIsBroken(String name, int width, @TempDir Path scratch) throws Exception {
        Optional<HeadlessChromium> browser = HeadlessChromium.installed();
        assumeTrue(browser.isPresent(), "needs chromium on the path");
        // The page forbids all scripts but its own, so that one is measured which does not.
        Path measured = scratch.resolve("measured.html");
        String page = Files.readString(folder.resolve(name).resolve("report.html"));
        Files.writeString(
                measured,
                page.replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
                        .replace("</body>", MEASURE + "</body>"));

        Document shown = browser.get().show(measured, scratch, width, 2_000);

        assertThat(shown.select("#measured").text()).isEqualTo("nothing overflows");
        assertThat(shown.select(".tools")).allMatch(tools -> !tools.hasAttr("hidden"), "the page's script ran");
    }

    @Test
    void theRulerFindsWhatLeavesItsPlace(@TempDir Path scratch) throws Exception {
        Optional<HeadlessChromium> browser = HeadlessChromium.installed();
        assumeTrue(browser.isPresent(), "needs chromium on the path");
        Path wrong = scratch.resolve("wrong.html");
        Files.writeString(
                wrong,
                "<!DOCTYPE html><body><div class=card style='width:100px'><img src='data:,'>" + "W".repeat(500)
                        + "</div><p style='width:12px;overflow-wrap:anywhere'>uploaded</p>" + MEASURE);

        assertThat(browser.get()
                        .show(wrong, scratch, 400, 400)
                        .select("#measured")
                        .text())
                .contains("the page is")
                .contains("is broken")
                .contains("is broken within the word");
    }

    /** For people: nothing is asserted but that there are pictures. */
    @Test
    void picturesOfThePagesAreTakenWhereTheyAreWanted(@TempDir Path scratch) throws Exception {
        assumeTrue(System.getProperty(FOLDER) != null, "-D%s is not given".formatted(FOLDER));
        Optional<HeadlessChromium> browser = HeadlessChromium.installed();
        assumeTrue(browser.isPresent(), "needs chromium on the path");
        page("thousand", thousand());
        for (String name : List.of("extremes", "replay", "nothing", "thousand")) {
            for (int width : new int[] {1_280, 400}) {
                for (boolean dark : new boolean[] {false, true}) {
                    Path png = folder.resolve("%s-%d-%s.png".formatted(name, width, dark ? "dark" : "light"));
                    int height = name.equals("nothing") ? 1_800 : 5_000;
                    browser.get()
                            .picture(folder.resolve(name).resolve("report.html"), scratch, width, height, dark, png);
                    assertThat(png).isNotEmptyFile();
                }
            }
        }
    }

    private static void page(String name, DrawnRun run) throws IOException {
        run.page(
                Files.createDirectories(folder.resolve(name)),
                new Setting("command line", "./rlpips detect --references " + UNBROKEN + " --uploads " + RIGHT_TO_LEFT),
                new Setting("setting." + "x".repeat(300), "y".repeat(2_000)),
                new Setting("Flink", "2.2.1"));
    }

    private static DrawnRun extremes() {
        Picture sea = DrawnRun.gradient("sea.png", 320, 240);
        Picture far = DrawnRun.gradient(RIGHT_TO_LEFT, 4_000, 3_000);
        Picture strip = DrawnRun.gradient(UNBROKEN, 12_000, 50);
        Picture missed = DrawnRun.gradient(IDEOGRAPHS + " missed", 64, 900);
        String bank = "bank-" + "x".repeat(400);
        String edit = "recompressed_" + "z".repeat(400);
        DrawnRun run = new DrawnRun()
                .titled(RIGHT_TO_LEFT + " against " + UNBROKEN)
                .labelledBy("c".repeat(300))
                .match(strip, far, 0.19, Severity.CRITICAL, bank, "trimmed")
                .match(
                        DrawnRun.gradient(RIGHT_TO_LEFT + "2", 50, 9_000),
                        sea,
                        0.05,
                        Severity.LOW,
                        RIGHT_TO_LEFT,
                        "as-is")
                .match(DrawnRun.noise(MIXED, 8, 8, 1), strip, 0.1)
                .match(DrawnRun.noise(STACKED, 1, 1, 1), sea, 0)
                .match(DrawnRun.gradient(IDEOGRAPHS, 300, 300), far, 0.02, Severity.HIGH, "default", "v".repeat(300))
                .match(DrawnRun.gone(EMOJI), DrawnRun.gone("gone " + UNBROKEN), 0.15)
                .match(DrawnRun.gradient("plain.png", 640, 480), sea, 0.2)
                .clear(missed)
                .excluded(DrawnRun.gradient(RIGHT_TO_LEFT + "3", 64, 64), UNBROKEN, bank)
                .excluded(DrawnRun.gradient("excluded.png", 64, 64), RIGHT_TO_LEFT, RIGHT_TO_LEFT)
                .label(strip, far, edit)
                .label(DrawnRun.noise(MIXED, 8, 8, 1), strip, RIGHT_TO_LEFT)
                .label(DrawnRun.noise(STACKED, 1, 1, 1), sea, "cropped")
                .label(missed, sea, IDEOGRAPHS);
        for (RejectCategory category : RejectCategory.values()) {
            run.reject(category + " " + UNBROKEN, category, "because " + "q".repeat(2_000));
        }
        return run.reject(RIGHT_TO_LEFT + " broken", RejectCategory.NOT_AN_IMAGE, RIGHT_TO_LEFT);
    }

    private static Run.Replay replay() {
        List<Difference> differences = new ArrayList<>();
        for (String name : List.of("plain.png", UNBROKEN, RIGHT_TO_LEFT, MIXED, STACKED, IDEOGRAPHS, EMOJI)) {
            differences.add(difference(Kind.NEW, name));
            differences.add(difference(Kind.LOST, name));
            differences.add(difference(Kind.CHANGED, name));
        }
        Comparison comparison = new Comparison(
                new ReplayRange(0, 1_000),
                differences,
                Map.of("MATCHED -> CLEAR", 3, "CLEAR -> INDETERMINATE", 12_345),
                2,
                12_345,
                Set.of("m".repeat(300), "another"),
                Set.of(RIGHT_TO_LEFT));
        Reject unused = Reject.newBuilder()
                .setRecord(new BrokerPosition("a-long-prefix-".repeat(15) + "fingerprints", 1, 7L))
                .setRecordId("a")
                .setCategory(RejectCategory.MALFORMED_RECORD)
                .setMessage("u".repeat(1_000))
                .build();
        return new Run.Replay(
                comparison,
                List.of(unused),
                RecordedPictures.of(new NothingLeft(), new AllowedLocations(List.of())),
                Duration.ofSeconds(1));
    }

    private static Difference difference(Kind kind, String name) {
        return new Difference(
                kind,
                name,
                new BrokerPosition("uploads", 0, 0L),
                500,
                name,
                name,
                kind == Kind.NEW ? null : new Measured(0.1, 0.2, "old-model", new Decision(Disposition.RAISED, false)),
                kind == Kind.LOST
                        ? null
                        : new Measured(
                                0.1,
                                0.2,
                                "new-model",
                                new Decision(kind == Kind.NEW ? Disposition.RAISED : Disposition.QUARANTINED, true)));
    }

    private static DrawnRun thousand() {
        DrawnRun run = new DrawnRun();
        List<Picture> references = Stream.of(640, 480, 320)
                .map(side -> DrawnRun.gradient("reference-%d.png".formatted(side), side, side / 2))
                .toList();
        for (int i = 0; i < 1_000; i++) {
            Picture upload = DrawnRun.gradient("upload-%04d.png".formatted(i), 160 + i % 10, 120);
            run.match(
                    upload,
                    references.get(i % 3),
                    DrawnRun.THRESHOLD * i / 1_000,
                    severity(i),
                    "bank-" + i % 5,
                    "as-is");
        }
        return run;
    }

    private static Severity severity(int number) {
        return Severity.values()[1 + number % 4];
    }
}
