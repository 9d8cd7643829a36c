package io.rlpips.detector.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class FloodWindowTest {
    private static final long MINUTE_MS = 60_000;
    private static final long THREE_HOURS_MS = 180 * MINUTE_MS;

    /** The oracle keeps every time and counts those of the last sixty minutes. */
    @Property
    void countsTheMatchesOfTheSixtyMinutesUpToTheNewest(
            @ForAll @Size(max = 60) List<@LongRange(min = 0, max = THREE_HOURS_MS) Long> times) {
        FloodWindow window = FloodWindow.EMPTY;
        for (long time : times) {
            window = window.with(time);
        }

        long newest = times.stream().mapToLong(time -> time / MINUTE_MS).max().orElse(0);
        long expected =
                times.stream().filter(time -> time / MINUTE_MS > newest - 60).count();
        assertThat(window.count()).isEqualTo((int) expected);
        assertThat(window.countUntil((newest + 59) * MINUTE_MS)).isEqualTo((int)
                times.stream().filter(time -> time / MINUTE_MS == newest).count());
        assertThat(window.countUntil((newest + 60) * MINUTE_MS)).isZero();
    }
}
