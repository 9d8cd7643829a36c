package io.rlpips.detector.configuration;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The uploads of a replay, by broker time.
 *
 * @param fromMillis first moment
 * @param untilMillis first moment behind
 */
public record ReplayRange(long fromMillis, long untilMillis) implements Serializable {
    /** The arguments of a job cannot begin with a minus. */
    private static final Pattern BEFORE_NOW = Pattern.compile("-?(\\d{1,9})([smhd])");

    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));
    private static final String NOW = "now";

    /** @throws RlpipsException INVALID_ARGUMENT as {@link #of(String, String, Instant)} */
    public static ReplayRange of(ReadableConfig configuration, Instant now) {
        return of(configuration.get(ReplayOptions.FROM), configuration.get(ReplayOptions.UNTIL), now);
    }

    /**
     * @param now which no range goes beyond: what is appended meanwhile is not part of it
     * @throws RlpipsException INVALID_ARGUMENT where a moment cannot be read or the range is empty
     */
    public static ReplayRange of(String from, String until, Instant now) {
        Instant first = moment(from, now);
        Instant last = moment(until, now);
        Instant end = last.isAfter(now) ? now : last;
        if (!first.isBefore(end)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the range from '%s' (%s) to '%s' (%s) is empty".formatted(from, first, until, end));
        }
        return new ReplayRange(first.toEpochMilli(), end.toEpochMilli());
    }

    public boolean contains(long brokerTimeMillis) {
        return brokerTimeMillis >= fromMillis && brokerTimeMillis < untilMillis;
    }

    /** @return the range for people */
    public String text() {
        return Instant.ofEpochMilli(fromMillis) + " to " + Instant.ofEpochMilli(untilMillis);
    }

    private static Instant moment(String text, Instant now) {
        if (text.equals(NOW)) {
            return now;
        }
        Matcher before = BEFORE_NOW.matcher(text);
        if (before.matches()) {
            return now.minus(UNITS.get(before.group(2)).multipliedBy(Long.parseLong(before.group(1))));
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException unreadable) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "'%s' is no moment; give one as 2026-11-27T20:00:00Z, -90s, -20m, -2h, -3d or now".formatted(text),
                    unreadable);
        }
    }
}
