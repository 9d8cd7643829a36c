package io.rlpips.training.run;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the process holds.
 *
 * @param heapMiB what the last garbage collection left
 * @param committedMiB of the Java heap, what the process has of the system: resident memory beyond it is native
 * @param residentMiB of the whole process, native memory included; negative where the system does not tell
 */
public record MemoryUse(long heapMiB, long committedMiB, long residentMiB) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    /** Collects garbage first, so that the heap is what is reachable. */
    public static MemoryUse collected() {
        System.gc();
        return now();
    }

    /** As it is; some of the heap may be garbage that the last collection did not look at. */
    public static MemoryUse now() {
        long committed =
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        return new MemoryUse(heapBytes() >> 20, committed >> 20, readResidentMiB());
    }

    /** @return in words, for a line of progress */
    public String describe() {
        return residentMiB < 0
                ? "heap %d MiB".formatted(heapMiB)
                : "heap %d MiB, resident %d MiB".formatted(heapMiB, residentMiB);
    }

    private static long heapBytes() {
        return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
                .map(GarbageCollectorMXBean::getLastGcInfo)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(GcInfo::getEndTime))
                .map(MemoryUse::heapBytes)
                .orElse(0L);
    }

    private static long heapBytes(GcInfo collection) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(pool -> collection.getMemoryUsageAfterGc().get(pool.getName()))
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    private static long readResidentMiB() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException notLinux) {
            return -1;
        }
    }
}
