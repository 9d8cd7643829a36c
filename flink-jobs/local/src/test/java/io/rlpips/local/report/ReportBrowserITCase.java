package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.local.session.Picture;
import io.rlpips.local.web.Browser;
import io.rlpips.schemas.Severity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The report in a browser, opened from disk, as somebody works with it. */
class ReportBrowserITCase {
    private static final Picture SEA = DrawnRun.gradient("sea.png", 320, 240);

    @BeforeAll
    static void requireBrowser() {
        Browser.require();
    }

    @Test
    void matchesAndExcludedUploadsAreSortedAndFiltered(@TempDir Path folder) {
        new DrawnRun()
                .match(DrawnRun.gradient("b.png", 64, 64), SEA, 0.1, Severity.LOW, "faces", "as-is")
                .match(DrawnRun.gradient("a10.png", 64, 64), SEA, 0.15, Severity.CRITICAL, "logos", "as-is")
                .match(DrawnRun.gradient("a9.png", 64, 64), SEA, 0.05, Severity.MEDIUM, "logos", "as-is")
                .excluded(DrawnRun.gradient("y.png", 64, 64), "film.png", "licensed")
                .excluded(DrawnRun.gradient("x.png", 64, 64), "film.png", "licensed")
                .page(folder);
        try (Browser browser = Browser.start()) {
            browser.emulate(1280, 2000, false);
            browser.open(folder.resolve("report.html").toUri());

            assertThat(names(browser))
                    .as("nearest to the threshold first")
                    .containsExactly("a10.png", "b.png", "a9.png");
            heading(browser, "#match-table", "Upload").click();
            assertThat(names(browser)).as("as people count").containsExactly("a9.png", "a10.png", "b.png");
            heading(browser, "#match-table", "Distance").click();
            assertThat(names(browser)).containsExactly("a9.png", "b.png", "a10.png");
            heading(browser, "#match-table", "Distance").sendKeys(Keys.ENTER);
            assertThat(names(browser)).as("the other way round").containsExactly("a10.png", "b.png", "a9.png");
            assertThat(browser.find("#match-table th[aria-sort=descending]").getText())
                    .startsWith("Distance");

            browser.find("#filter").sendKeys("LOGOS a");
            assertThat(names(browser)).containsExactly("a10.png", "a9.png");
            assertThat(browser.find("#count").getText()).isEqualTo("2 of 3 matches");
            browser.find("#filter").sendKeys("x");
            assertThat(browser.find("#none-left").isDisplayed()).isTrue();

            heading(browser, "#excluded", "Upload").click();
            assertThat(browser.findAll("#excluded tbody tr td:first-child"))
                    .extracting(WebElement::getText)
                    .containsExactly("x.png", "y.png");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static WebElement heading(Browser browser, String table, String text) {
        return browser.findAll(table + " th button").stream()
                .filter(button -> button.getText().startsWith(text))
                .findFirst()
                .orElseThrow();
    }

    /** Of the rows that are to be seen. */
    private static List<String> names(Browser browser) {
        return browser.findAll("#match-table tbody tr:not([hidden]) td[data-label=Upload] .name").stream()
                .map(WebElement::getText)
                .toList();
    }
}
