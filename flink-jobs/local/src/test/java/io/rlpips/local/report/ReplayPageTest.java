package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page of a replay says besides. */
class ReplayPageTest {
    private static final Decision RAISED = new Decision(Disposition.RAISED, false);
    private static final String HOSTILE = "<b>\u202egnp.exe" + "x".repeat(1_000);
    private static final Picture UPLOAD = DrawnRun.gradient("upload.png", 64, 64);
    private static final Picture REFERENCE = DrawnRun.gradient("reference.png", 64, 64);

    @TempDir
    private Path folder;

    @Test
    void differencesFollowTheSummaryAndTheContentsLeadThere() {
        Document page = page(
                List.of(difference(Kind.NEW, HOSTILE), difference(Kind.LOST, "lost.png"), changed(), quiet()),
                List.of(unused()));

        assertThat(page.select("main > section").eachAttr("id")).startsWith("summary", "replay", "matches");
        assertThat(page.select("nav a").eachAttr("href")).startsWith("#summary", "#replay", "#matches");
        assertThat(page.select("#replay p").text())
                .contains(
                        "1 new \u00b7 1 lost \u00b7 1 changed \u00b7 0 same \u00b7 raised -> quarantined, disputed: 1")
                .contains("matches without an alert of their own: 1 new, 0 lost, 0 same")
                .contains("MATCHED -> CLEAR: 3")
                .contains("nothing is recorded about 2 uploads")
                .contains("4 retroactive alerts are not compared")
                .contains("then: old-model now: new-model");
        assertThat(page.select("#replay .differences tbody tr").eachText())
                .hasSize(4)
                .anyMatch(row -> row.startsWith("lost 1970-01-01T00:00:00.500Z lost.png reference.png default")
                        && row.endsWith("0.1000 / 0.2000 raised -"))
                .anyMatch(row -> row.endsWith("0.1000 / 0.2000 raised 0.1000 / 0.2000 quarantined, disputed"));
        assertThat(page.select("#replay bdi").eachText())
                .anyMatch(name -> name.startsWith("<b>\ufffdgnp.exe") && name.length() <= PageText.LONGEST)
                .noneMatch(name -> name.contains("\u202e"));
        assertThat(page.select("#replay table.files tbody tr").eachText())
                .containsExactly("fingerprints-1@7 MALFORMED_RECORD ends too early");
    }

    @Test
    void everyColumnOfTheDifferencesIsSortedByAButton() {
        Document page = page(List.of(difference(Kind.LOST, "lost.png")), List.of());

        assertThat(page.select("#replay .differences thead th")).hasSize(7).allSatisfy(heading -> {
            assertThat(heading.attr("aria-sort")).isEqualTo("none");
            assertThat(heading.select("> button[type=button]")).hasSize(1);
        });
        assertThat(page.select("#replay .differences td[data-value]").eachAttr("data-value"))
                .containsExactly("0.1000", "");
    }

    @Test
    void newMatchesAreMarkedAndLostAlertsAreShownBesideThem() {
        Document page = page(List.of(difference(Kind.NEW, "upload.png"), difference(Kind.LOST, "lost.png")), List.of());

        assertThat(page.select("#match-table .tag").eachText()).contains("new");
        assertThat(page.select("nav a").eachAttr("href")).contains("#lost");
        assertThat(page.select("#lost tbody tr")).hasSize(1);
        assertThat(page.select("#lost td[data-label=Upload] .name").text()).isEqualTo("lost.png");
        assertThat(page.select("#lost td[data-label=Distance] b").text()).isEqualTo("unknown");
        assertThat(page.select("#lost td[data-label=Then]").text()).isEqualTo("0.1000 of 0.2000");
        assertThat(page(List.of(quiet()), List.of()).select("#lost")).isEmpty();
    }

    @Test
    void lostAlertsBeyondTheFirstHundredAreCounted() {
        Document page = page(
                IntStream.range(0, 101)
                        .mapToObj(i -> difference(Kind.LOST, "upload " + i))
                        .toList(),
                List.of());

        assertThat(page.select("#lost tbody tr")).hasSize(100);
        assertThat(page.select("#lost h2").text()).contains("100 of 101 are shown");
    }

    @Test
    void whatCannotBeSeenAnyMoreIsStillTold() {
        Document page = page(List.of(), List.of());

        assertThat(page.select("#match-table .frame.empty")).hasSize(2);
        assertThat(page.select("#match-table .measure b").text()).isEqualTo("0.1000");
        assertThat(page.select("#replay").text()).contains("No alert is new, none is lost and none has changed.");
        assertThat(page.select("#replay table")).isEmpty();
    }

    @Test
    void nothingIsSaidAboutHowLongUploadsTook() {
        assertThat(page(List.of(), List.of()).select("#speed").text()).doesNotContain("latency", "From the broker");
        assertThat(Jsoup.parse(matched().page(folder)).select("#speed").text()).contains("latency", "From the broker");
    }

    @Test
    void aRunThatIsNoReplaySaysNothingOfOne() {
        assertThat(Jsoup.parse(matched().page(folder)).select("#replay, nav a[href=#replay]"))
                .isEmpty();
    }

    @Test
    void moreDifferencesThanAnybodyReadsAreCounted() {
        Document page = page(
                IntStream.range(0, 201)
                        .mapToObj(i -> difference(Kind.NEW, "upload " + i))
                        .toList(),
                IntStream.range(0, 201).mapToObj(i -> unused()).toList());

        assertThat(page.select("#replay .differences tbody tr")).hasSize(200);
        assertThat(page.select("#replay .files tbody tr")).hasSize(200);
        assertThat(page.select("#replay").text())
                .contains("200 of 201 are shown, all are in differences.jsonl")
                .contains("200 of 201 are shown, all are in rejects.jsonl");
    }

    private Document page(List<Difference> differences, List<Reject> others) {
        Comparison comparison = new Comparison(
                new ReplayRange(0, 1_000),
                differences,
                Map.of("MATCHED -> CLEAR", 3),
                2,
                4,
                Set.of("old-model"),
                Set.of("new-model"));
        RecordedPictures pictures = RecordedPictures.of(new NothingLeft(), new AllowedLocations(List.of()));
        return Jsoup.parse(matched()
                .replay(new Run.Replay(comparison, others, pictures, Duration.ZERO))
                .page(folder));
    }

    private static DrawnRun matched() {
        return new DrawnRun().match(UPLOAD, REFERENCE, 0.1);
    }

    private static Difference difference(Kind kind, String upload) {
        return new Difference(
                kind,
                upload,
                new BrokerPosition("uploads", 0, 0L),
                500,
                REFERENCE.id(),
                "default",
                kind == Kind.NEW ? null : new Measured(0.1, 0.2, "old-model", RAISED),
                kind == Kind.NEW ? new Measured(0.1, 0.2, "new-model", RAISED) : null);
    }

    private static Difference changed() {
        Difference before = difference(Kind.LOST, "changed.png");
        return new Difference(
                Kind.CHANGED,
                before.uploadId(),
                before.upload(),
                before.uploadBrokerTimeMillis(),
                before.referenceId(),
                before.bank(),
                before.then(),
                new Measured(0.1, 0.2, "new-model", new Decision(Disposition.QUARANTINED, true)));
    }

    private static Difference quiet() {
        Difference found = difference(Kind.NEW, "quiet.png");
        return new Difference(
                Kind.NEW,
                found.uploadId(),
                found.upload(),
                found.uploadBrokerTimeMillis(),
                found.referenceId(),
                found.bank(),
                null,
                new Measured(0.1, 0.2, "new-model", new Decision(Disposition.REPEATED, false)));
    }

    private static Reject unused() {
        return Reject.newBuilder()
                .setRecord(new BrokerPosition("fingerprints", 1, 7L))
                .setRecordId("a")
                .setCategory(RejectCategory.MALFORMED_RECORD)
                .setMessage("ends too early")
                .build();
    }
}
