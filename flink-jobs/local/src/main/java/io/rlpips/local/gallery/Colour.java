package io.rlpips.local.gallery;

/** Light in three channels, 0 dark to 1 full; values beyond are cut off when they become pixels. */
record Colour(double red, double green, double blue) {
    static final Colour BLACK = new Colour(0, 0, 0);
    static final Colour WHITE = new Colour(1, 1, 1);

    /** @param rgb as in a style sheet, for example {@code 0xff8800} */
    static Colour of(int rgb) {
        return new Colour((rgb >> 16 & 0xff) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0);
    }

    /**
     * @param hue in turns, any value: 0 red, 1/3 green, 2/3 blue
     * @param saturation 0 to 1
     * @param value 0 to 1
     */
    static Colour hsv(double hue, double saturation, double value) {
        return new Colour(
                channel(hue, saturation, value, 5),
                channel(hue, saturation, value, 3),
                channel(hue, saturation, value, 1));
    }

    private static double channel(double hue, double saturation, double value, int offset) {
        double k = (offset + (hue - Math.floor(hue)) * 6) % 6;
        return value - value * saturation * Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    }

    /** @param share of the other, limited to 0..1 */
    Colour mix(Colour other, double share) {
        double s = Math.max(0, Math.min(1, share));
        return new Colour(
                red + (other.red - red) * s, green + (other.green - green) * s, blue + (other.blue - blue) * s);
    }

    Colour times(double factor) {
        return new Colour(red * factor, green * factor, blue * factor);
    }

    Colour times(Colour filter) {
        return new Colour(red * filter.red, green * filter.green, blue * filter.blue);
    }

    Colour plus(Colour other) {
        return new Colour(red + other.red, green + other.green, blue + other.blue);
    }

    java.awt.Color toAwt() {
        return toAwt(1);
    }

    java.awt.Color toAwt(double opacity) {
        return new java.awt.Color(limited(red), limited(green), limited(blue), limited(opacity));
    }

    private static float limited(double value) {
        return (float) Math.max(0, Math.min(1, value));
    }
}
