package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.local.session.Picture;
import io.rlpips.schemas.RejectCategory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to more than fits. */
class ReportSizeTest {
    private static final int TWENTY_MEGABYTES = 20_000_000;

    @TempDir
    private Path folder;

    @Test
    void withoutMatchesThePageSaysSo() {
        Document page = Jsoup.parse(
                new DrawnRun().clear(DrawnRun.gradient("a.png", 64, 64)).page(folder));

        assertThat(page.select("#matches .card").text()).isEqualTo("No upload matched a reference.");
        assertThat(page.select("#match-table, .tools, #missed, #rejected table"))
                .isEmpty();
        assertThat(page.select("#rejected").text()).contains("Every file could be read.");
        assertThat(page.select("nav a").eachAttr("href"))
                .allSatisfy(target -> assertThat(page.select(target)).hasSize(1));
    }

    /** Pictures that do not compress and names whose every character needs six. */
    @Test
    void aThousandMatchesStayBelowTwentyMegabytesWhateverTheyAre() {
        String page = worst(1_005).page(folder);

        assertThat(page.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(TWENTY_MEGABYTES);
        Document parsed = Jsoup.parse(page);
        assertThat(parsed.select("#match-table tbody tr")).hasSize(1_000);
        assertThat(parsed.select("#match-table img")).hasSize(3_000);
        assertThat(parsed.select("#matches h2").text()).contains("1000 of 1005 are shown, all are in alerts.jsonl");
        assertThat(parsed.select("#rejected .files tbody tr")).hasSize(500);
    }

    private static DrawnRun worst(int matches) {
        String quotes = "\"".repeat(400);
        Picture reference = DrawnRun.noise("reference" + quotes, 120, 120, 0);
        List<byte[]> contents = IntStream.range(0, 10)
                .mapToObj(i -> DrawnRun.noise("", 120, 120, i).bytes())
                .toList();
        DrawnRun run = new DrawnRun();
        for (int i = 0; i < matches; i++) {
            Picture upload = Picture.inMemory(i + quotes, contents.get(i % 10));
            run.match(upload, reference, DrawnRun.THRESHOLD * i / matches).label(upload, reference, quotes);
        }
        for (int i = 0; i < 1_000; i++) {
            run.reject("broken " + i + quotes, RejectCategory.CORRUPT_IMAGE, quotes);
        }
        return run;
    }
}
