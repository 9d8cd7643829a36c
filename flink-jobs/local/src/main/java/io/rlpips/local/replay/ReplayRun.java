package io.rlpips.local.replay;

import io.rlpips.detector.ReplayJob;
import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.embedded.EmbeddedFlink;
import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.local.session.EmbeddedJobs;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs a ReplayJob on a Flink cluster inside this process. */
public final class ReplayRun {
    private static final long LOOK_MS = 500;

    private final Console console;

    public ReplayRun(Console console) {
        this.console = console;
    }

    /**
     * @param options of the job
     * @param uploads about how many there are, for who watches
     * @param output folder, new or empty
     * @return how long the job took, from its start to its end, in milliseconds
     * @throws RlpipsException with what the job failed for
     */
    public long run(Configuration options, ReplayRange range, long uploads, Path output) {
        int parallelism = EmbeddedJobs.parallelism(options);
        Configuration job = new Configuration(EmbeddedJobs.embeddingTogether(options));
        job.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        // References with their masters outgrow the heap.
        job.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        job.set(ReplayOptions.OUTPUT, output.toUri().toString());
        Configuration cluster = new Configuration();
        // What tasks count comes with their heartbeats.
        cluster.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
        try (EmbeddedFlink flink = EmbeddedFlink.start(1, parallelism, cluster)) {
            StreamExecutionEnvironment environment = flink.environment(job);
            ReplayJob.define(environment, job, range);
            long started = System.nanoTime();
            JobClient client = flink.submit(environment, "replay");
            try (Progress progress = console.progress("judging recorded uploads", uploads)) {
                await(client, progress);
            }
            return (System.nanoTime() - started) / 1_000_000;
        }
    }

    private static void await(JobClient client, Progress progress) {
        CompletableFuture<JobExecutionResult> end = client.getJobExecutionResult();
        try {
            while (true) {
                try {
                    end.get(LOOK_MS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException running) {
                    progress.stepTo(read(client));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlpipsException(FailureCategory.INTERNAL, "interrupted while the replay runs", e);
        } catch (ExecutionException e) {
            throw failed(e);
        }
    }

    /** @return how many uploads were read; a job that ends just now does not tell, and its end says what there is to say */
    private static long read(JobClient client) throws InterruptedException {
        try {
            return client.getAccumulators().get().get(ReplayJob.UPLOADS_READ) instanceof Long count ? count : 0;
        } catch (ExecutionException ended) {
            return 0;
        }
    }

    /** What this project has thrown on purpose says why; what else it comes of is for the log. */
    private static RlpipsException failed(Throwable thrown) {
        Throwable deepest = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof RlpipsException told) {
                return new RlpipsException(told.category(), "the replay failed: " + told.getMessage(), thrown);
            }
            deepest = cause;
        }
        return new RlpipsException(FailureCategory.INTERNAL, "the replay failed: " + deepest, thrown);
    }
}
