package io.rlpips.local.session;

import io.rlpips.detector.configuration.DetectorOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;

/** What is chosen for jobs whose tasks are all in this process, where nothing else was asked for. */
public final class EmbeddedJobs {
    private static final int MOST_TASKS = 4;

    private EmbeddedJobs() {}

    /** More tasks than cores only take turns. */
    public static int parallelism(Configuration options) {
        return options.getOptional(CoreOptions.DEFAULT_PARALLELISM)
                .orElse(Math.min(MOST_TASKS, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * One task gathers the batches of all threads that embed: two that gather have batches half as large, at less than full
     * load.
     */
    public static Configuration embeddingTogether(Configuration options) {
        if (options.contains(DetectorOptions.EMBED_TASKS) || options.contains(DetectorOptions.INFERENCE_THREADS)) {
            return options;
        }
        Configuration together = new Configuration(options);
        together.set(DetectorOptions.EMBED_TASKS, 1);
        together.set(DetectorOptions.INFERENCE_THREADS, parallelism(options));
        return together;
    }
}
