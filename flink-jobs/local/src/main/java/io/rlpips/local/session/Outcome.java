package io.rlpips.local.session;

import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import io.rlpips.schemas.Verdict;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the detector said about one upload: a verdict with its alerts, or a reject.
 *
 * @param uploadId as it was sent
 * @param alerts nearest first; empty unless the verdict is a match
 */
public record Outcome(String uploadId, Optional<Verdict> verdict, List<Alert> alerts, Optional<Reject> reject) {
    private static final Comparator<Alert> NEAREST_FIRST =
            Comparator.comparingDouble(Alert::getDistance).thenComparing(Alert::getReferenceId);

    /** @param alerts in any order */
    public static Outcome judged(String uploadId, Verdict verdict, Collection<Alert> alerts) {
        return new Outcome(
                uploadId,
                Optional.of(verdict),
                alerts.stream().sorted(NEAREST_FIRST).toList(),
                Optional.empty());
    }

    public static Outcome rejected(String uploadId, Reject reject) {
        return new Outcome(uploadId, Optional.empty(), List.of(), Optional.of(reject));
    }

    /** @return time from the broker taking the upload to the decision */
    public long latencyMillis() {
        return verdict.map(Verdict::getWallClock)
                .or(() -> reject.map(Reject::getWallClock))
                .orElseThrow()
                .getLatencyMillis();
    }
}
