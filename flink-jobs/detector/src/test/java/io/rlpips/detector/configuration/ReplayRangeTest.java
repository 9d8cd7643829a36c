package io.rlpips.detector.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayRangeTest {
    private static final Instant NOW = Instant.parse("2026-11-27T20:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "-90s, 2026-11-27T19:58:30Z",
        "20m, 2026-11-27T19:40:00Z",
        "-20m, 2026-11-27T19:40:00Z",
        "-2h, 2026-11-27T18:00:00Z",
        "-3d, 2026-11-24T20:00:00Z",
        "2026-11-27T10:00:00Z, 2026-11-27T10:00:00Z",
        "2026-11-27T10:00:00+02:00, 2026-11-27T08:00:00Z"
    })
    void momentsAreGivenAsTheyAreOrBeforeNow(String text, Instant moment) {
        assertThat(ReplayRange.of(text, "now", NOW))
                .isEqualTo(new ReplayRange(moment.toEpochMilli(), NOW.toEpochMilli()));
    }

    @Test
    void itEndsNowAtTheLatestBecauseWhatComesIsNotRecordedYet() {
        assertThat(ReplayRange.of("-1h", "2026-12-24T00:00:00Z", NOW).untilMillis())
                .isEqualTo(NOW.toEpochMilli());
        assertThat(ReplayRange.of("-1h", "-30m", NOW).contains(NOW.toEpochMilli()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "-2w", "2026-11-27", "2026-11-27T20:00:00", "", "-99999999999d"})
    void whatIsNoMomentIsRefused(String text) {
        assertThatThrownBy(() -> ReplayRange.of(text, "now", NOW))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("'" + text + "' is no moment");
    }

    @Test
    void anEmptyRangeIsRefused() {
        assertThatThrownBy(() -> ReplayRange.of("-1h", "-2h", NOW))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("is empty");
    }
}
