package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The style sheet's colours against WCAG 2.2 AA: 4.5 to 1 for text, 3 to 1 for what has to be made out. */
class ReportStyleTest {
    private static String style;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream file = Report.class.getResourceAsStream("report.css")) {
            style = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void coloursStandOutInLightAndInDark() {
        List<Map<String, String>> palettes = palettes();

        assertThat(palettes).hasSize(3);
        assertThat(palettes.get(1)).as("chosen and system dark").isEqualTo(palettes.get(2));
        assertThat(palettes.get(0))
                .as("light")
                .doesNotContainValue(palettes.get(1).get("ground"));
        for (Map<String, String> palette : palettes) {
            for (String ground : List.of("ground", "card")) {
                for (String text : List.of("ink", "soft", "accent", "bad")) {
                    assertThat(contrast(palette, text, ground))
                            .as(text + " on " + ground)
                            .isGreaterThanOrEqualTo(4.5);
                }
            }
            assertThat(contrast(palette, "soft", "track")).as("in empty frames").isGreaterThanOrEqualTo(4.5);
            assertThat(contrast(palette, "on-accent", "accent")).isGreaterThanOrEqualTo(4.5);
            for (String shape : List.of("copies", "others", "edge")) {
                assertThat(contrast(palette, shape, "card")).as(shape).isGreaterThanOrEqualTo(3);
            }
            assertThat(contrast(palette, "accent", "track")).as("bars").isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void followsTheSystemShowsTheFocusAndPrints() {
        assertThat(style)
                .contains("prefers-color-scheme: dark")
                .contains(":root[data-theme=\"dark\"]")
                .contains(":focus-visible { outline: 3px solid")
                .contains("@media print");
    }

    private static List<Map<String, String>> palettes() {
        List<Map<String, String>> palettes = new ArrayList<>();
        Matcher colour = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});").matcher(style);
        while (colour.find()) {
            if (colour.group(1).equals("ground")) {
                palettes.add(new HashMap<>());
            }
            palettes.get(palettes.size() - 1).put(colour.group(1), colour.group(2));
        }
        return palettes;
    }

    private static double contrast(Map<String, String> palette, String front, String back) {
        double a = luminance(palette.get(front));
        double b = luminance(palette.get(back));
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int sample) {
        double share = (sample & 0xff) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
