package io.rlpips.metric.weights;

/** Makes text out of a hostile file fit to be shown in a message. */
final class PickleText {
    private static final int LONGEST = 80;

    private PickleText() {}

    static String shown(String text) {
        String harmless = text.replaceAll("\\p{Cntrl}", "?");
        return harmless.length() <= LONGEST ? harmless : harmless.substring(0, LONGEST) + "...";
    }
}
