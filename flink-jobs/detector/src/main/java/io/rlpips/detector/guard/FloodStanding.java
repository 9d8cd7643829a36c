package io.rlpips.detector.guard;

/**
 * Whether a reference is in quarantine.
 *
 * @param sinceMillis broker time of the upload whose match began the quarantine
 * @param limitPerHour that applied to the last match in quarantine
 */
public record FloodStanding(FloodWindow window, boolean quarantined, long sinceMillis, int limitPerHour) {
    static final FloodStanding CALM = calm(FloodWindow.EMPTY);

    static FloodStanding calm(FloodWindow window) {
        return new FloodStanding(window, false, 0, 0);
    }
}
