package io.rlpips.local.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads every thread's CPU time and the process's when it starts and when it stops. A thread that ended in between is
 * missed and so counted with the rest of the virtual machine's own.
 */
final class CpuClock {
    private static final double NANOS = 1e9;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long startedNanos = System.nanoTime();
    private final long processNanos = PROCESS.getProcessCpuTime();
    private final Map<Long, Long> threadNanos = threadNanos();
    private final Map<Long, NativeThreads.Used> nativeThreads = NativeThreads.used();

    private CpuClock() {}

    static CpuClock start() {
        return new CpuClock();
    }

    CpuUse stop() {
        double wall = (System.nanoTime() - startedNanos) / NANOS;
        double process = (PROCESS.getProcessCpuTime() - processNanos) / NANOS;
        Map<Long, Long> now = threadNanos();
        Map<PipelineStage, Double> seconds = new EnumMap<>(PipelineStage.class);
        long[] ids = now.keySet().stream().mapToLong(Long::longValue).toArray();
        for (ThreadInfo thread : THREADS.getThreadInfo(ids)) {
            if (thread != null) {
                long id = thread.getThreadId();
                double used = (now.get(id) - threadNanos.getOrDefault(id, 0L)) / NANOS;
                seconds.merge(PipelineStage.ofThread(thread.getThreadName()), used, Double::sum);
            }
        }
        NativeThreads.used().forEach((id, used) -> {
            NativeThreads.Used before = nativeThreads.get(id);
            long nanos = used.nanos() - (before == null ? 0 : before.nanos());
            seconds.merge(used.stage(), nanos / NANOS, Double::sum);
        });
        return CpuUse.of(wall, Runtime.getRuntime().availableProcessors(), process, seconds);
    }

    private static Map<Long, Long> threadNanos() {
        Map<Long, Long> nanos = new HashMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            long used = THREADS.getThreadCpuTime(id);
            if (used >= 0) {
                nanos.put(id, used);
            }
        }
        return nanos;
    }
}
