package io.rlpips.local.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UndecidedUploadsTest {
    private static final long NOW = 5;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    @Test
    void whatTheDetectorHadReadBeforeCountsAsDecided() {
        UndecidedUploads uploads = new UndecidedUploads(Map.of(0, 100L));

        assertThat(uploads.count(Map.of(0, 100L, 1, 0L), NOW)).isZero();
        assertThat(uploads.count(Map.of(0, 103L, 1, 4L), NOW)).isEqualTo(7);
        uploads.decided(0, 99, NOW);
        uploads.decided(0, 101, NOW);
        uploads.decided(1, 0, NOW);
        assertThat(uploads.count(Map.of(0, 103L, 1, 4L), NOW)).isEqualTo(5);
    }

    @Property(tries = 100)
    void inWhateverOrderAndHoweverOftenTheyAreDecidedTheOthersAreLeft(
            @ForAll long seed, @ForAll @IntRange(max = 50) int decided) {
        Random random = new Random(seed);
        List<Long> offsets = new ArrayList<>();
        for (long offset = 0; offset < 50; offset++) {
            offsets.add(offset);
        }
        Collections.shuffle(offsets, random);
        UndecidedUploads uploads = new UndecidedUploads(Map.of());
        for (long offset : offsets.subList(0, decided)) {
            uploads.decided(0, offset, NOW);
            uploads.decided(0, offset, NOW);
        }

        assertThat(uploads.count(Map.of(0, 50L), NOW)).isEqualTo(50 - decided);
    }

    @Test
    void aPlaceThatHoldsNoUploadIsPassedOverAfterAMinute() {
        UndecidedUploads uploads = new UndecidedUploads(Map.of());
        uploads.decided(0, 0, NOW);
        uploads.decided(0, 2, NOW);

        assertThat(uploads.count(Map.of(0, 3L), NOW + MINUTE_NANOS)).isEqualTo(1);
        assertThat(uploads.count(Map.of(0, 3L), NOW + MINUTE_NANOS + 1)).isZero();
        assertThat(uploads.count(Map.of(0, 4L), NOW + MINUTE_NANOS + 1))
                .as("one that came since")
                .isEqualTo(1);
    }
}
