package io.rlpips.local.bench;

import io.rlpips.local.bench.PipelineResult.Throughput;
import io.rlpips.local.replay.Replayed;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Verdict;
import java.util.List;
import java.util.Locale;

/**
 * How fast what was judged under full load is judged again from the same broker.
 *
 * @param seconds of the whole job: tasks come up, references are read, uploads are judged, files are closed
 * @param judgingSeconds from the first decision to the last
 * @param ofLive {@code uploadsPerSecond}, of what the live pipeline did
 * @param judgingOfLive {@code judgedPerSecond}, of what the live pipeline did
 */
public record ReplayRate(
        int uploads,
        double seconds,
        double uploadsPerSecond,
        double judgingSeconds,
        double judgedPerSecond,
        double ofLive,
        double judgingOfLive) {
    /** @throws RlpipsException INTERNAL where not exactly the uploads of the full load were judged */
    static ReplayRate of(Replayed replayed, long millis, Throughput live) {
        List<Verdict> verdicts = replayed.outcomes().stream()
                .flatMap(outcome -> outcome.verdict().stream())
                .toList();
        if (verdicts.size() != live.uploads()) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "the replay judged %d uploads, live were %d".formatted(verdicts.size(), live.uploads()));
        }
        long first = verdicts.stream().mapToLong(ReplayRate::decidedAt).min().orElse(0);
        long last = verdicts.stream().mapToLong(ReplayRate::decidedAt).max().orElse(0);
        double seconds = millis / 1e3;
        double judging = Math.max(1, last - first) / 1e3;
        double rate = verdicts.size() / seconds;
        double judged = verdicts.size() / judging;
        return new ReplayRate(
                verdicts.size(),
                seconds,
                rate,
                judging,
                judged,
                rate / live.uploadsPerSecond(),
                judged / live.uploadsPerSecond());
    }

    /** @return for people */
    public String line() {
        return String.format(
                Locale.ROOT,
                "%,d uploads replayed in %.1f s, %.1f s of them judging: %.0f uploads/s, %.2f of live; judging alone"
                        + " %.0f/s, %.2f of live",
                uploads,
                seconds,
                judgingSeconds,
                uploadsPerSecond,
                ofLive,
                judgedPerSecond,
                judgingOfLive);
    }

    private static long decidedAt(Verdict verdict) {
        return verdict.getWallClock().getDecidedAtMillis();
    }
}
