package io.rlpips.detector.guard;

import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Disposition;

/**
 * What a recorded alert says of how its match was decided.
 *
 * @param repeatOf the alert it repeats; empty for none
 * @param matchesWithinHour 0 in records that do not tell
 */
record RecordedRuling(Disposition disposition, String repeatOf, int repeats, int matchesWithinHour) {
    static RecordedRuling of(Alert alert) {
        return new RecordedRuling(
                alert.getDisposition(),
                alert.getRepeatOf() == null ? "" : alert.getRepeatOf(),
                alert.getRepeats(),
                alert.getMatchesWithinHour());
    }
}
