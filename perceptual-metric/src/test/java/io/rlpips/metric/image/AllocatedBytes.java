package io.rlpips.metric.image;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What something allocates on the heap, garbage included, in the thread that asks. */
final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    static long by(Runnable work) {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        work.run();
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }
}
