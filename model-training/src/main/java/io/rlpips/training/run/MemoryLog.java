package io.rlpips.training.run;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * How much memory a run takes while it goes, as {@value #FILE} in its folder: a line after the first step and then one
 * every so often, by which growth would show. A resumed run goes on below. Not thread-safe.
 */
public final class MemoryLog {
    public static final String FILE = "memory.csv";

    /** An hour makes 120 lines. */
    public static final Duration STANDARD_INTERVAL = Duration.ofSeconds(30);

    private static final String HEADER = "time,step,heap_mib,committed_mib,resident_mib\n";

    private final Path file;
    private final Duration interval;
    private boolean begun;
    private long writtenNanos;

    /** @param run the run's folder; made with the first line if absent */
    public MemoryLog(Path run, Duration interval) {
        this.file = run.resolve(FILE);
        this.interval = interval;
    }

    /**
     * @param step of the optimiser that was done
     * @return what the process holds now
     */
    public MemoryUse after(long step) {
        MemoryUse use = MemoryUse.now();
        if (!begun || System.nanoTime() - writtenNanos >= interval.toNanos()) {
            write(step, use);
            begun = true;
            writtenNanos = System.nanoTime();
        }
        return use;
    }

    private void write(long step, MemoryUse use) {
        String line = "%s,%d,%d,%d,%d\n"
                .formatted(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        step,
                        use.heapMiB(),
                        use.committedMiB(),
                        use.residentMiB());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file,
                    Files.exists(file) ? line : HEADER + line,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot write " + file + ": " + failure, failure);
        }
    }
}
