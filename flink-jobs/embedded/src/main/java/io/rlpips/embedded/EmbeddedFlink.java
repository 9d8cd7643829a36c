package io.rlpips.embedded;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * A Flink cluster inside this process: the same scheduler, network stack, checkpoints and savepoints as a cluster of
 * machines. Jobs are defined on an {@link #environment} and submitted without waiting for their end.
 *
 * <p>Thread-safe. Closing it cancels every job that still runs and waits until their tasks are gone.
 */
public final class EmbeddedFlink implements AutoCloseable {
    private static final long STOP_TIMEOUT_MS = 60_000;
    private static final String LOOPBACK = "127.0.0.1";
    /**
     * Flink's REST interface lets the pages of all origins read its answers unless told otherwise, so any page in a browser
     * on this machine could find a job and stop it. Nothing is served at this origin. (Not "null": a page in a sandbox has
     * that one.)
     */
    private static final String NO_PAGE = "http://127.0.0.1";
    /**
     * What deployments give each task manager, too. With Flink's 128 MiB for all slots RocksDB writes new state a megabyte
     * at a time, and merges it soon after.
     */
    private static final MemorySize STATE_MEMORY = MemorySize.ofMebiBytes(512);

    private final MiniCluster cluster;

    private EmbeddedFlink(MiniCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @param taskManagers how many, at least 1
     * @param slots of each task manager, at least 1; the sum bounds the parallelism of what is submitted
     * @param settings of the cluster: state backend, metrics, memory (for state 512 MiB a task manager where nothing is
     *     said)
     * @throws IllegalStateException where the cluster does not come up
     */
    public static EmbeddedFlink start(int taskManagers, int slots, Configuration settings) {
        Configuration configuration = new Configuration();
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, STATE_MEMORY);
        configuration.addAll(settings);
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        configuration.set(RestOptions.ADDRESS, LOOPBACK);
        configuration.set(WebOptions.ACCESS_CONTROL_ALLOW_ORIGIN, NO_PAGE);
        configuration.set(JobManagerOptions.ADDRESS, LOOPBACK);
        configuration.set(TaskManagerOptions.HOST, LOOPBACK);
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(slots)
                .build());
        try {
            cluster.start();
        } catch (Exception e) {
            throw new IllegalStateException("embedded Flink cluster did not come up: " + e.getMessage(), e);
        }
        return new EmbeddedFlink(cluster);
    }

    /** @return a fresh environment to define one job on, never executed by itself: hand it to {@link #submit} */
    public StreamExecutionEnvironment environment(Configuration job) {
        return StreamExecutionEnvironment.getExecutionEnvironment(new Configuration(job));
    }

    /** Starts the job defined on the environment and returns once the cluster has taken it. */
    public JobClient submit(StreamExecutionEnvironment environment, String name) {
        return submit(environment, name, SavepointRestoreSettings.none());
    }

    /** Starts the job from a savepoint or a retained checkpoint; all state in it must find its operator. */
    public JobClient submitFrom(StreamExecutionEnvironment environment, String name, String savepoint) {
        return submit(environment, name, SavepointRestoreSettings.forPath(savepoint, false));
    }

    /**
     * As {@link #submitFrom}, and what it starts from becomes the job's, which deletes it once a checkpoint of its own has
     * taken its place: otherwise each restart would leave another copy of all state.
     */
    public JobClient submitTaking(StreamExecutionEnvironment environment, String name, String savepoint) {
        return submit(environment, name, SavepointRestoreSettings.forPath(savepoint, false, RecoveryClaimMode.CLAIM));
    }

    private JobClient submit(StreamExecutionEnvironment environment, String name, SavepointRestoreSettings restore) {
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name);
        graph.setSavepointRestoreSettings(restore);
        JobGraph job = graph.getJobGraph();
        try {
            cluster.submitJob(job).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while submitting " + name, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "job " + name + " was refused: " + e.getCause().getMessage(), e.getCause());
        }
        return new MiniClusterJobClient(
                job.getJobID(),
                cluster,
                Thread.currentThread().getContextClassLoader(),
                MiniClusterJobClient.JobFinalizationBehavior.NOTHING);
    }

    /**
     * Has a job make a checkpoint now, of the kind that it would make by itself.
     *
     * @return its number when it is complete; fails where the job does not run, or the checkpoint is given up
     */
    public CompletableFuture<Long> checkpoint(JobID job) {
        return cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED);
    }

    /** @return where Flink's own interface answers, for this machine only */
    URI restAddress() {
        return cluster.getRestAddress().join();
    }

    @Override
    public void close() {
        try {
            cancelAll();
            cluster.close();
        } catch (Exception e) {
            throw new IllegalStateException("embedded Flink cluster did not stop cleanly: " + e.getMessage(), e);
        }
    }

    /** Jobs that are pulled away with the cluster report it as a failure; cancelled ones end quietly. */
    private void cancelAll() throws Exception {
        List<CompletableFuture<?>> ended = new ArrayList<>();
        for (JobStatusMessage job : cluster.listJobs().get(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
            if (!job.getJobState().isGloballyTerminalState()) {
                cluster.cancelJob(job.getJobId());
                ended.add(cluster.requestJobResult(job.getJobId()));
            }
        }
        CompletableFuture.allOf(ended.toArray(CompletableFuture[]::new)).get(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }
}
