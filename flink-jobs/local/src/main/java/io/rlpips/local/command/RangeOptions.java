package io.rlpips.local.command;

import io.rlpips.detector.configuration.ReplayRange;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which recorded uploads a command is about. */
final class RangeOptions {
    /** For the footer of a command that has these options. */
    static final String TIMES =
            "Times are moments as 2026-11-27T20:00:00Z, or times before now as -90s, -20m, -2h or -3d.";

    @Option(
            names = "--from",
            paramLabel = "T",
            description = "Broker time of the first uploads (default: -1h; of an export all that it is of).")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "T",
            description = "Broker time from which on uploads are left out (default: now).")
    private Optional<String> until = Optional.empty();

    ReplayRange range(Instant now) {
        return ReplayRange.of(from.orElse("-1h"), until.orElse("now"), now);
    }

    /** @param held what there is at all, the default */
    ReplayRange range(Instant now, ReplayRange held) {
        return ReplayRange.of(
                from.orElse(Instant.ofEpochMilli(held.fromMillis()).toString()),
                until.orElse(Instant.ofEpochMilli(held.untilMillis()).toString()),
                now);
    }
}
