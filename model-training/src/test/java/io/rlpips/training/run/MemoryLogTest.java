package io.rlpips.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLogTest {
    @TempDir
    private Path folder;

    @Test
    void aResumedRunGoesOnBelow() throws IOException {
        new MemoryLog(folder.resolve("run"), Duration.ZERO).after(1);
        MemoryLog resumed = new MemoryLog(folder.resolve("run"), Duration.ZERO);
        MemoryUse second = resumed.after(2);
        resumed.after(3);

        List<String> lines = Files.readAllLines(folder.resolve("run").resolve(MemoryLog.FILE));

        assertThat(lines).hasSize(4).first().isEqualTo("time,step,heap_mib,committed_mib,resident_mib");
        assertThat(lines.get(1)).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ,1,\\d+,\\d+,-?\\d+");
        assertThat(lines.get(2))
                .endsWith(",2,%d,%d,%d".formatted(second.heapMiB(), second.committedMiB(), second.residentMiB()));
        assertThat(second.committedMiB()).isGreaterThanOrEqualTo(second.heapMiB());
        assertThat(second.residentMiB()).isGreaterThan(second.heapMiB());
    }

    @Test
    void withinTheIntervalNothingIsWritten() throws IOException {
        MemoryLog log = new MemoryLog(folder, Duration.ofDays(1));
        for (int step = 7; step < 20; step++) {
            log.after(step);
        }

        assertThat(Files.readAllLines(folder.resolve(MemoryLog.FILE))).hasSize(2);
    }

    @Test
    void anArrayThatIsHeldShows() {
        long before = withoutLeftovers();
        byte[] held = new byte[64 << 20];

        assertThat(MemoryUse.collected().heapMiB() - before).isBetween(48L, 80L);
        assertThat(held).hasSize(64 << 20);
    }

    /** What tests before this one left behind may need several collections to go. */
    private static long withoutLeftovers() {
        long last = MemoryUse.collected().heapMiB();
        for (long next = MemoryUse.collected().heapMiB();
                next < last;
                next = MemoryUse.collected().heapMiB()) {
            last = next;
        }
        return last;
    }
}
