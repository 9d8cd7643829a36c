package io.rlpips.local.report;

import com.samskivert.mustache.Escapers;
import java.util.Locale;

/** Text from outside, as a page can show it. */
final class PageText {
    /** Of names and messages, in characters: longer ones say nothing more, and a thousand would swell the page. */
    static final int LONGEST = 160;

    /** On one letter; no script needs more. */
    private static final int MOST_MARKS = 6;

    private PageText() {}

    /**
     * @return markup that shows the text; what would command a terminal or turn the line around is made visible, and so are
     *     marks that are heaped on one letter until they cover the lines around it
     */
    static String escaped(String text) {
        return Escapers.HTML.escape(text.replaceAll(
                        "[\\p{Cntrl}&&[^\\t\\n]]|[\\u200e\\u200f\\u061c\\u202a-\\u202e\\u2066-\\u2069]", "\ufffd")
                .replaceAll("(\\p{Mn}{%d})\\p{Mn}+".formatted(MOST_MARKS), "$1\ufffd"));
    }

    static String shortened(String text) {
        return shortened(text, LONGEST);
    }

    /**
     * @param most characters, at least 24
     * @return the text itself, or where it is longer its beginning and its end
     */
    static String shortened(String text, int most) {
        int length = text.codePointCount(0, text.length());
        if (length <= most) {
            return text;
        }
        // Where there is room for it, how much was left out is said.
        String gap = most < LONGEST ? "\u2026" : String.format(Locale.ROOT, " [\u2026 %,d characters \u2026] ", length);
        int tail = (most - gap.length()) / 3;
        int head = most - gap.length() - tail;
        return text.substring(0, text.offsetByCodePoints(0, head))
                + gap
                + text.substring(text.offsetByCodePoints(text.length(), -tail));
    }
}
