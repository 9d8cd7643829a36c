package io.rlpips.local.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

/** What can be said of the page without a browser. */
class PageFilesTest {
    private final PageFiles files = new PageFiles();
    private final Document page = Jsoup.parse(text("/"));

    @Test
    void nothingOfThePageNeedsMoreThanItsOwnFiles() {
        for (Element element : page.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                assertThat(attribute.getKey())
                        .as(element.tagName())
                        .isNotEqualTo("style")
                        .doesNotStartWith("on");
            }
        }
        assertThat(page.select("style")).isEmpty();
        assertThat(page.select("script"))
                .allMatch(script -> script.hasAttr("src") && script.data().isEmpty());
        assertThat(page.select("[src], [href]"))
                .extracting(each -> each.hasAttr("src") ? each.attr("src") : each.attr("href"))
                .allMatch(
                        address -> address.startsWith("#") || files.at(address).isPresent());
    }

    @Test
    void scriptsNameOnlyModulesPathsAndElementsThatThereAre() {
        for (String script : List.of("/console.js", "/alerts.js", "/page.js")) {
            for (String module : found("from '\\.(/[^']+)'", text(script))) {
                assertThat(files.at(module)).as(script + " imports " + module).isPresent();
            }
            for (String id : found("getElementById\\('([^']+)'\\)", text(script))) {
                assertThat(page.getElementById(id))
                        .as(script + " looks for " + id)
                        .isNotNull();
            }
            assertThat(text(script)).doesNotContain("innerHTML", "eval(", "http:", "https:");
        }
        for (String id : List.of("MATCHED", "CLEAR", "EXCLUDED", "INDETERMINATE", "REJECTED")) {
            assertThat(page.getElementById(id)).isNotNull();
        }
    }

    @Test
    void whatPeopleWorkWithHasAName() {
        assertThat(page.select("input"))
                .allMatch(input -> input.parent() != null && input.parent().is("label"));
        assertThat(page.select("img")).allMatch(image -> !image.attr("alt").isEmpty());
        assertThat(page.select("button"))
                .allMatch(button -> !button.text().isEmpty() || button.id().equals("held"));
        assertThat(page.select("[aria-controls]"))
                .allMatch(each -> page.getElementById(each.attr("aria-controls")) != null);
    }

    private String text(String path) {
        return new String(files.at(path).orElseThrow().content(), StandardCharsets.UTF_8);
    }

    private static List<String> found(String pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        assertThat(found).isNotNull();
        return found;
    }
}
