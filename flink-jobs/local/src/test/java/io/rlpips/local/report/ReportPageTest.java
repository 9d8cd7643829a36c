package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.local.session.Picture;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.schemas.Disposition;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.Severity;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page promises, looked up in its markup: of a run with pictures of every shape and names in any script. */
class ReportPageTest {
    private static final String ARABIC = "\u0635\u0648\u0631\u0629 \u0627\u0644\u0628\u062d\u0631.png";
    private static final String TURNED = "invoice\u202egnp.exe";
    private static final String LONG = "folder/".repeat(2_000) + "end.png";
    private static final Picture SEA = DrawnRun.gradient("sea.png", 320, 240);
    private static final Setting COMMAND = new Setting("command line", "./rlpips detect --references '<b>'");

    @TempDir
    private static Path folder;

    private static String text;
    private static Document page;

    @BeforeAll
    static void write() {
        text = run().page(folder, COMMAND, new Setting("Flink", "2.2.1"));
        page = Jsoup.parse(text);
    }

    private static DrawnRun run() {
        Picture missed = DrawnRun.gradient("missed.png", 64, 64);
        return new DrawnRun()
                .match(DrawnRun.gradient(ARABIC, 12_000, 50), SEA, 0.19, Severity.CRITICAL, "faces", "as-is")
                .match(DrawnRun.gradient("tall.png", 50, 9_000), SEA, 0.05, Severity.LOW, "default", "as-is")
                .match(DrawnRun.noise("tiny.png", 8, 8, 1), SEA, 0.1)
                .match(DrawnRun.noise("one.png", 1, 1, 1), SEA, 0.0)
                .match(DrawnRun.gradient(LONG, 300, 300), SEA, 0.02, Severity.MEDIUM, "b".repeat(500), "trimmed")
                .match(DrawnRun.gone(TURNED), SEA, 0.15)
                .match(DrawnRun.gradient("unlabelled.png", 200, 100), DrawnRun.gone("gone-reference.png"), 0.2)
                .clear(missed)
                .reject("b.png", RejectCategory.CORRUPT_IMAGE, "ends too early")
                .reject("a.png", RejectCategory.CORRUPT_IMAGE, "ends too early")
                .reject("c.png", RejectCategory.NOT_AN_IMAGE, "\u05d0\u05d1\u05d2")
                .label(DrawnRun.noise("tiny.png", 8, 8, 1), SEA, "resized")
                .label(DrawnRun.gone(TURNED), SEA, "recompressed")
                .label(DrawnRun.noise("one.png", 1, 1, 1), SEA, "cropped")
                .label(missed, SEA, "blurred");
    }

    @Test
    void oneScriptRunsAndNoOther() {
        Element script = page.select("script").first();
        byte[] digest = HexFormat.of().parseHex(Sha256.of(script.data().getBytes(StandardCharsets.UTF_8)));

        assertThat(page.select("script")).hasSize(1);
        assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
                .contains("default-src 'none'")
                .contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'")
                .doesNotContain("http");
        assertThat(page.getAllElements())
                .flatExtracting(element -> element.attributes().asList())
                .extracting(attribute -> attribute.getKey())
                .noneMatch(name -> name.startsWith("on"));
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        assertThat(page.select("link, iframe, object, embed, base, form")).isEmpty();
        assertThat(page.select("[src]")).allMatch(element -> element.attr("src").startsWith("data:image/jpeg;base64,"));
        assertThat(page.select("[href]"))
                .allMatch(element -> element.attr("href").startsWith("#"));
        assertThat(page.select("style").first().data()).doesNotContain("url(").doesNotContain("@import");
    }

    @Test
    void theContentsLeadToEverySection() {
        List<String> targets = page.select("nav a").eachAttr("href");

        assertThat(targets)
                .containsExactlyElementsOf(page.select("main > section").eachAttr("id").stream()
                        .map(id -> "#" + id)
                        .toList());
        assertThat(targets).contains("#matches", "#missed", "#distances", "#found-1", "#rejected", "#configuration");
    }

    @Test
    void everyColumnIsSortedByAButton() {
        assertThat(page.select("#match-table thead th").eachText())
                .containsExactly("Upload", "Reference", "Distance", "Margin", "Bank", "Severity", "Explained by");
        assertThat(page.select("table.matches thead th")).allSatisfy(heading -> {
            assertThat(heading.attr("aria-sort")).isEqualTo("none");
            assertThat(heading.select("> button[type=button]")).hasSize(1);
        });
        assertThat(rows()).allSatisfy(row -> assertThat(row.select("> td")).hasSize(7));
    }

    @Test
    void whatIsSortedByNumberHasItsNumber() {
        assertThat(row("tall.png").select("td[data-label=Distance]").attr("data-value"))
                .isEqualTo("0.0500");
        assertThat(row("tall.png").select("td[data-label=Margin]").attr("data-value"))
                .isEqualTo("0.1500");
        assertThat(Integer.parseInt(rank("tall.png")))
                .isLessThan(Integer.parseInt(rank("tiny.png")))
                .isLessThan(Integer.parseInt(rank(ARABIC)));
        assertThat(row(ARABIC).select("td[data-label=Severity]").text()).isEqualTo("critical");
        assertThat(row(ARABIC).select("td[data-label=Bank]").text()).isEqualTo("faces");
    }

    @Test
    void theNearestToTheThresholdComesFirst() {
        assertThat(names()).startsWith("unlabelled.png", ARABIC).endsWith("tall.png", names().get(5), "one.png");
        assertThat(page.select("#match-table td[data-label=Distance]").eachAttr("data-value"))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void theOrderDoesNotDependOnTheOrderOfArrival() {
        Document again = Jsoup.parse(run().reversed().page(folder, COMMAND, new Setting("Flink", "2.2.1")));

        assertThat(again.select("main").html()).isEqualTo(page.select("main").html());
    }

    @Test
    void theDistanceIsABarAgainstTheThreshold() {
        Element bar = row("tiny.png").select(".bar.against").first();

        assertThat(bar.attr("aria-label")).isEqualTo("50 percent of the threshold");
        assertThat(bar.select("i").attr("style")).isEqualTo("width:40.0%");
        assertThat(row("unlabelled.png").select(".bar.against i").attr("style")).isEqualTo("width:80.0%");
    }

    @Test
    void theMapLiesOverTheUploadAndAButtonTakesItAway() throws IOException {
        Element button = row("tiny.png")
                .select("td[data-label=Upload] button[type=button]")
                .first();

        assertThat(button.attr("aria-pressed")).isEqualTo("true");
        assertThat(button.select(".fit > img")).hasSize(2);
        assertThat(button.select(".fit > img.map").attr("style"))
                .isEqualTo("left:0.0%;top:0.0%;width:100.0%;height:100.0%");
        assertThat(decoded(button.select("img.map").attr("src")).getWidth()).isEqualTo(32);
        assertThat(page.select("input[type=range]#map-strength")).hasSize(1);
    }

    @Test
    void noPictureIsBrokenWhateverItsShape() {
        assertThat(page.select("img")).isNotEmpty().allSatisfy(image -> {
            assertThat(image.hasAttr("alt")).isTrue();
            assertThat(decoded(image.attr("src"))).isNotNull();
        });
        assertThat(row(ARABIC).select("td[data-label=Upload]").text()).contains("12000 \u00d7 50, shown squashed");
        assertThat(row(ARABIC).select("td[data-label=Upload] img").first().attr("height"))
                .isEqualTo("30");
        assertThat(row("one.png").select("td[data-label=Upload]").text()).contains("1 \u00d7 1");
        assertThat(row("unlabelled.png").select(".frame.empty").text()).isEqualTo("no picture");
        assertThat(row("invoice\ufffdgnp.exe").select("td[data-label=Upload] .frame.empty"))
                .hasSize(1);
    }

    @Test
    void theEditThatExplainsAMatchIsNamed() {
        assertThat(row("tiny.png").select("td[data-label='Explained by']").text())
                .isEqualTo("edit resized");
        assertThat(row("unlabelled.png")
                        .select("td[data-label='Explained by'] .tag")
                        .text())
                .isEqualTo("not labelled");
        assertThat(page.select("#missed tbody tr td[data-label='Explained by']").eachText())
                .containsExactly("edit blurred");
    }

    @Test
    void whatIsNoAlertOfItsOwnSaysSo() {
        Document told = Jsoup.parse(new DrawnRun()
                .match(SEA, SEA, 0.1, alert -> alert.setDisposition(Disposition.QUARANTINED))
                .match(
                        SEA,
                        SEA,
                        0.1,
                        alert -> alert.setDisposition(Disposition.REPEATED).setRepeats(3))
                .match(SEA, SEA, 0.1, alert -> alert.setDisputed(true).setRetroactive(true))
                .page(folder));

        assertThat(told.select("#match-table td[data-label=Severity]").eachText())
                .containsExactlyInAnyOrder("medium in quarantine", "medium repeat 3", "medium disputed retroactive");
        assertThat(told.select(".headlines .card:contains(without an alert) b").text())
                .isEqualTo("2");
        assertThat(page.select(".headlines").text()).doesNotContain("without an alert", "excluded");
    }

    @Test
    void anExcludedUploadIsToldWithBothMatches() {
        Document told =
                Jsoup.parse(new DrawnRun().excluded(SEA, "film.png", "licensed").page(folder));

        assertThat(told.select("#excluded tbody tr").eachText())
                .containsExactly("sea.png film.png licensed 0.0500 / 0.2000 film.png default 0.1000 / 0.2000");
        assertThat(told.select("nav a").eachAttr("href")).contains("#excluded");
        assertThat(told.select(".headlines .card:contains(excluded) b").text()).isEqualTo("1");
        assertThat(page.select("#excluded")).isEmpty();
    }

    @Test
    void namesAreIsolatedAndShortened() {
        assertThat(page.select(".name")).allMatch(name -> name.tagName().equals("bdi"));
        assertThat(names()).contains(ARABIC).allMatch(name -> name.length() <= PageText.LONGEST);
        assertThat(names()).anyMatch(name -> name.startsWith("folder/folder/") && name.endsWith("/end.png"));
        assertThat(text).doesNotContain("\u202e");
    }

    @Test
    void rejectsAreCountedByCategoryAndListedInOrder() {
        assertThat(page.select("#rejected table").first().select("tbody tr").eachText())
                .containsExactly("CORRUPT_IMAGE 2", "NOT_AN_IMAGE 1");
        assertThat(page.select("#rejected table.files tbody tr td:first-child").eachText())
                .containsExactly("a.png", "b.png", "c.png");
    }

    @Test
    void configurationVersionsAndModelAreTold() {
        assertThat(page.select("#configuration tr").eachText())
                .containsExactly("command line ./rlpips detect --references '<b>'", "Flink 2.2.1");
        assertThat(page.select("#model tr").eachText()).anyMatch(row -> row.startsWith("hash "));
        assertThat(page.select("#distances svg")).hasSize(4);
        assertThat(page.select("#distances figcaption").text())
                .containsPattern("micro-averaged precision \\d\\.\\d{4}, recall at 90 % precision \\d\\.\\d{4}")
                .containsPattern("area \\d\\.\\d{4}");
    }

    @Test
    void whatIsOperatedIsReachedWithTheKeyboard() {
        assertThat(page.select("main [tabindex], nav [tabindex]"))
                .allMatch(element -> List.of("0", "-1").contains(element.attr("tabindex")));
        assertThat(rows()).allSatisfy(row -> {
            assertThat(row.hasAttr("tabindex")).isTrue();
            assertThat(row.select("details > summary")).hasSize(1);
        });
        assertThat(page.select("input")).allMatch(input -> input.parents().is("label"));
        assertThat(page.select("#theme").attr("aria-pressed")).isEqualTo("false");
    }

    private static List<Element> rows() {
        return page.select("#match-table tbody tr");
    }

    private static List<String> names() {
        return page.select("#match-table td[data-label=Upload] .name").eachText();
    }

    private static Element row(String upload) {
        return rows().stream()
                .filter(row -> row.select("td[data-label=Upload] .name").text().equals(upload))
                .findFirst()
                .orElseThrow();
    }

    private static String rank(String upload) {
        return row(upload).select("td[data-label=Severity]").attr("data-value");
    }

    private static BufferedImage decoded(String address) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(address.split(",", 2)[1])));
    }
}
