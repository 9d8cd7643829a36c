package io.rlpips.training.distortion;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Capital letters, digits and some punctuation as strokes. A machine without fonts writes the same pixels as one with
 * them, so edited pictures do not depend on where they were made.
 *
 * <p>A glyph stands in a box 4 wide and 6 high, y upwards from the baseline; strokes are separated by blanks, the
 * points of a stroke by dashes, each point one digit for x and one for y.
 */
public final class Lettering {
    private static final double CAP_HEIGHT = 6;
    private static final double ADVANCE = 5.6;
    private static final Map<Character, String> GLYPHS = glyphs();

    private Lettering() {}

    /** @return how wide the text is when its capitals are {@code height} high, in the same unit */
    public static double width(String text, double height) {
        return Math.max(0, text.length() * ADVANCE - (ADVANCE - 4)) * height / CAP_HEIGHT;
    }

    /** @return the height at most {@code height} at which the text is at most {@code width} wide */
    public static double fittingHeight(String text, double width, double height) {
        double natural = width(text, height);
        return natural <= width ? height : height * width / natural;
    }

    /**
     * Draws with the colour that is set.
     *
     * @param left x of the first letter
     * @param baseline y of the line the letters stand on
     * @param height of a capital, in pixels
     * @param weight stroke width as a share of the height
     */
    public static void draw(
            Graphics2D graphics, String text, double left, double baseline, double height, double weight) {
        double unit = height / CAP_HEIGHT;
        Path2D path = new Path2D.Double();
        String capitals = text.toUpperCase(Locale.ROOT);
        for (int i = 0; i < capitals.length(); i++) {
            trace(path, GLYPHS.getOrDefault(capitals.charAt(i), ""), left + i * ADVANCE * unit, baseline, unit);
        }
        graphics.setStroke(new BasicStroke((float) (height * weight), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(path);
    }

    private static void trace(Path2D path, String glyph, double left, double baseline, double unit) {
        for (String stroke : glyph.isEmpty() ? new String[0] : glyph.split(" ")) {
            boolean first = true;
            for (String point : stroke.split("-")) {
                double x = left + (point.charAt(0) - '0') * unit;
                double y = baseline - (point.charAt(1) - '0') * unit;
                if (first) {
                    path.moveTo(x, y);
                } else {
                    path.lineTo(x, y);
                }
                first = false;
            }
        }
    }

    private static Map<Character, String> glyphs() {
        Map<Character, String> glyphs = new HashMap<>();
        String[] table = {
            "A 00-26-40 12-32",
            "B 00-06-36-45-44-33-03 33-42-41-30-00",
            "C 45-36-16-05-01-10-30-41",
            "D 00-06-26-44-42-20-00",
            "E 40-00-06-46 03-33",
            "F 00-06-46 03-33",
            "G 45-36-16-05-01-10-30-41-43-23",
            "H 00-06 40-46 03-43",
            "I 20-26 10-30 16-36",
            "J 01-10-30-41-46",
            "K 00-06 46-03-40",
            "L 06-00-40",
            "M 00-06-23-46-40",
            "N 00-06-40-46",
            "O 10-01-05-16-36-45-41-30-10",
            "P 00-06-36-45-44-33-03",
            "Q 10-01-05-16-36-45-41-30-10 22-40",
            "R 00-06-36-45-44-33-03 23-40",
            "S 01-10-30-41-42-33-13-04-05-16-36-45",
            "T 20-26 06-46",
            "U 06-01-10-30-41-46",
            "V 06-20-46",
            "W 06-10-23-30-46",
            "X 00-46 06-40",
            "Y 06-23-46 23-20",
            "Z 06-46-00-40",
            "0 10-01-05-16-36-45-41-30-10 11-35",
            "1 15-26-20 10-30",
            "2 05-16-36-45-44-00-40",
            "3 05-16-36-45-44-33-23 33-42-41-30-10-01",
            "4 30-36-02-42",
            "5 46-06-03-33-42-41-30-10-01",
            "6 45-36-16-05-01-10-30-41-42-33-03",
            "7 06-46-10",
            "8 13-04-05-16-36-45-44-33-13-02-01-10-30-41-42-33",
            "9 01-10-30-41-45-36-16-05-04-13-43",
            ". 20-20",
            ", 21-10",
            "! 26-22 20-20",
            "? 05-16-36-45-44-22 20-20",
            "- 13-33",
            ": 24-24 21-21",
            "/ 00-46",
            "' 26-25",
            "& 40-04-05-16-25-24-02-01-10-20-42",
            "+ 21-25 03-43"
        };
        for (String entry : table) {
            glyphs.put(entry.charAt(0), entry.substring(2));
        }
        return glyphs;
    }
}
