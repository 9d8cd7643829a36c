package io.rlpips.local.command;

import io.rlpips.detector.configuration.ReplayRange;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Which recorded uploads a command is about. */
final class RangeOptions {
    /** For the footer of a command that has these options. */
    static final String TIMES =
            "Times are moments as 2026-11-27T20:00:00Z, or times before now as -90s, -20m, -2h or -3d.";

    @Option(
            names = "--from",
            paramLabel = "T",
            defaultValue = "-1h",
            description = "Broker time of the first uploads (default: ${DEFAULT-VALUE}).")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "T",
            defaultValue = "now",
            description = "Broker time from which on uploads are left out (default: ${DEFAULT-VALUE}).")
    private String until;

    ReplayRange range(Instant now) {
        return ReplayRange.of(from, until, now);
    }
}
