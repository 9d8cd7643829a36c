package io.rlpips.local.session;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * How much Flink's tasks hand on at once. A query carries its whole fingerprint, 128 KB with the default model, to every
 * shard; in buffers of Flink's usual 32 KB each task puts it together again in an array of its own before it reads it. A
 * buffer that holds more than one is read where it lies.
 */
public final class NetworkBuffers {
    private static final MemorySize BUFFER = new MemorySize(256 << 10);
    /** Channels between tasks grow faster than tasks: four of each need more than 512 buffers, and 1,024 suffice. */
    private static final int MEBIBYTES_A_TASK = 64;

    private NetworkBuffers() {}

    /**
     * Adds the settings to a cluster's.
     *
     * @param parallelism tasks of each operator
     */
    public static void set(Configuration cluster, int parallelism) {
        MemorySize together = MemorySize.ofMebiBytes((long) MEBIBYTES_A_TASK * parallelism);
        cluster.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, BUFFER);
        cluster.set(TaskManagerOptions.NETWORK_MEMORY_MIN, together);
        cluster.set(TaskManagerOptions.NETWORK_MEMORY_MAX, together);
    }
}
