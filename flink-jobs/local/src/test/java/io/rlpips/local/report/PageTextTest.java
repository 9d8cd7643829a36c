package io.rlpips.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

class PageTextTest {
    @Property
    void isNeverMarkupAndNeverLong(@ForAll String text) {
        String shown = "<p title=\"%1$s\">%1$s</p>".formatted(PageText.escaped(PageText.shortened(text)));

        assertThat(Jsoup.parseBodyFragment(shown).body().getAllElements()).hasSize(2);
        assertThat(PageText.shortened(text).codePoints()).hasSizeLessThanOrEqualTo(PageText.LONGEST);
    }

    @Test
    void longTextKeepsItsBeginningAndItsEnd() {
        String text = "begin" + "x".repeat(12_345) + ".png";

        assertThat(PageText.shortened(text))
                .startsWith("beginxxx")
                .contains("12,354 characters")
                .endsWith("xx.png");
        assertThat(PageText.shortened(text, 24)).hasSize(24).startsWith("begin").endsWith(".png");
    }

    @Test
    void noCharacterIsCutInTwo() {
        String pictures = "\ud83c\udf0a".repeat(300);

        assertThat(PageText.shortened(pictures).replace("\ud83c\udf0a", "")).doesNotContain("\ud83c", "\udf0a");
    }

    @Test
    void whatTurnsALineAroundIsSeen() {
        assertThat(PageText.escaped("a\u202eb\u2066c\u0007d")).isEqualTo("a\ufffdb\ufffdc\ufffdd");
        assertThat(PageText.escaped("\u05d0\u05d1 \ud83d\udc69\u200d\ud83d\udd27"))
                .isEqualTo("\u05d0\u05d1 \ud83d\udc69\u200d\ud83d\udd27");
    }

    @Test
    void marksThatAreHeapedOnALetterAreCutOff() {
        String marks = "\u0301\u0323\u0330\u0316\u0308\u0302";

        assertThat(PageText.escaped("e" + marks + "x")).isEqualTo("e" + marks + "x");
        assertThat(PageText.escaped("e" + marks.repeat(30) + ".png")).isEqualTo("e" + marks + "\ufffd.png");
    }
}
