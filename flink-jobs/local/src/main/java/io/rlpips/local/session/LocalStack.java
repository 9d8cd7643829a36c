package io.rlpips.local.session;

import io.rlpips.detector.DetectorJob;
import io.rlpips.detector.ReferenceJob;
import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.embedded.EmbeddedFlink;
import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.local.exchange.Broker;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Broker, cluster and both jobs inside this process: the same code that runs on machines of their own. The creator
 * closes it; a durable one commits everything on the way and can be started again on its directory.
 */
public final class LocalStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);
    private static final String REFERENCES = "references";
    private static final String DETECTOR = "detector";
    private static final List<String> JOBS = List.of(REFERENCES, DETECTOR);
    private static final Duration STOPPING = Duration.ofSeconds(60);
    private static final int RESTARTS = 3;

    private final StackSettings settings;
    private final EmbeddedKafka kafka;
    private final EmbeddedFlink flink;
    private final CheckpointsInTurn checkpoints;
    private final Map<String, JobClient> jobs = new LinkedHashMap<>();

    private LocalStack(
            StackSettings settings, EmbeddedKafka kafka, EmbeddedFlink flink, CheckpointsInTurn checkpoints) {
        this.settings = settings;
        this.kafka = kafka;
        this.flink = flink;
        this.checkpoints = checkpoints;
    }

    /** @throws RlpipsException INTERNAL when a part does not come up; the model's category for a bundle that is refused */
    public static LocalStack start(StackSettings settings) {
        List<AutoCloseable> started = new ArrayList<>();
        try {
            Path log = settings.directory().resolve("kafka");
            EmbeddedKafka kafka = settings.port().isPresent()
                    ? EmbeddedKafka.start(log, settings.port().getAsInt())
                    : EmbeddedKafka.start(log);
            started.add(kafka);
            Configuration options = options(settings, kafka);
            Topics.create(kafka.bootstrapServers(), options);
            EmbeddedFlink flink = EmbeddedFlink.start(1, 2 * EmbeddedJobs.parallelism(options), new Configuration());
            started.add(flink);
            CheckpointsInTurn checkpoints = new CheckpointsInTurn(checkpointInterval(options), JOBS.size());
            started.add(checkpoints);
            LocalStack stack = new LocalStack(settings, kafka, flink, checkpoints);
            stack.submit(REFERENCES, halved(options), stack.saved(REFERENCES), ReferenceJob::define);
            stack.submit(DETECTOR, EmbeddedJobs.embeddingTogether(options), stack.saved(DETECTOR), DetectorJob::define);
            return stack;
        } catch (RuntimeException failure) {
            closeAll(started, failure);
            throw failure instanceof RlpipsException
                    ? failure
                    : new RlpipsException(FailureCategory.INTERNAL, String.valueOf(failure.getMessage()), failure);
        }
    }

    public Broker broker() {
        return new Broker(kafka.bootstrapServers(), "");
    }

    /** @return the consumer group whose offsets show how far the detector has read the uploads */
    public String uploadsGroup() {
        return DetectorJob.uploadsGroup(settings.jobOptions());
    }

    /** How long after it is ACTIVE a reference counts for certain. */
    public static Duration visibilityDelay() {
        return DetectorOptions.VISIBILITY_DELAY.defaultValue();
    }

    /** @throws RlpipsException INTERNAL when a job has ended, with the reason */
    public void requireRunning() {
        jobs.forEach((name, job) -> {
            JobStatus status = within(job.getJobStatus());
            if (status.isTerminalState()) {
                throw new RlpipsException(
                        FailureCategory.INTERNAL, "job '%s' is %s%s".formatted(name, status, reason(job)));
            }
        });
    }

    /**
     * Takes the detector's job away, without a savepoint, as the loss of its machines would.
     *
     * @throws RlpipsException INTERNAL when it does not go
     */
    public void killDetector() {
        cancel(jobs.get(DETECTOR));
    }

    /**
     * Ends both jobs without savepoints, for good; the broker stays.
     *
     * @throws RlpipsException INTERNAL when one does not go
     */
    public void endJobs() {
        jobs.values().forEach(LocalStack::cancel);
        jobs.clear();
    }

    /**
     * Submits the detector's job anew, from its newest checkpoint.
     *
     * @throws RlpipsException INTERNAL where there is none
     */
    public void resumeDetector() {
        Path newest = SavedState.latest(states(DETECTOR))
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.INTERNAL, "job '%s' has made no checkpoint yet".formatted(DETECTOR)));
        submit(
                DETECTOR,
                EmbeddedJobs.embeddingTogether(options(settings, kafka)),
                Optional.of(newest),
                DetectorJob::define);
    }

    /** Ends the jobs and the broker; a durable stack first brings everything under way to its end. */
    @Override
    public void close() {
        Map<String, Path> savepoints = new LinkedHashMap<>();
        if (settings.durable()) {
            jobs.forEach((name, job) -> stopWithSavepoint(name, job).ifPresent(at -> savepoints.put(name, at)));
        }
        RuntimeException failure = closeAll(List.of(kafka, flink, checkpoints), null);
        if (failure != null) {
            throw failure;
        }
        savepoints.forEach((name, at) -> SavedState.keepOnly(states(name).toAbsolutePath(), at));
    }

    private Optional<Path> saved(String name) {
        return settings.durable() ? SavedState.latest(states(name)) : Optional.empty();
    }

    private void submit(
            String name,
            Configuration options,
            Optional<Path> resume,
            BiConsumer<StreamExecutionEnvironment, Configuration> definition) {
        Configuration job = new Configuration(options);
        Path states = states(name);
        // Fingerprints outgrow both a checkpoint in memory and writing all of them anew in each.
        job.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        job.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        job.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, states.toUri().toString());
        job.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        CheckpointsInTurn.leaveNoneTo(job);
        if (!settings.durable()) {
            // With checkpoints Flink restarts for ever, and a run that cannot succeed would hang.
            job.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
            job.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTARTS);
            job.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        }
        StreamExecutionEnvironment environment = flink.environment(job);
        definition.accept(environment, job);
        JobClient client = resume.isPresent()
                ? flink.submitTaking(environment, name, resume.get().toUri().toString())
                : flink.submit(environment, name);
        jobs.put(name, client);
        checkpoints.begin(JOBS.indexOf(name), () -> flink.checkpoint(client.getJobID()));
    }

    private static Configuration options(StackSettings settings, EmbeddedKafka kafka) {
        Configuration options = new Configuration(settings.jobOptions());
        options.set(CoreOptions.DEFAULT_PARALLELISM, EmbeddedJobs.parallelism(options));
        options.set(DetectorOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        options.set(DetectorOptions.TOPIC_PARTITIONS, EmbeddedJobs.parallelism(options));
        settings.bundle().ifPresent(bundle -> options.set(DetectorOptions.MODEL_BUNDLE, bundle));
        settings.threshold().ifPresent(threshold -> options.set(DetectorOptions.THRESHOLD, threshold));
        options.set(DetectorOptions.ALLOWED_PREFIXES, uris(settings.allowedFolders()));
        options.set(DetectorOptions.MODEL_PREFIXES, uris(settings.modelFolders()));
        options.set(DetectorOptions.VIEWS, settings.search().views());
        options.set(DetectorOptions.EXACT_NEAREST, settings.search().exactNearest());
        return options;
    }

    /** Flink's own option goes over the jobs', as on any cluster. */
    private static Duration checkpointInterval(Configuration options) {
        return options.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                .orElseGet(() -> DetectorOptions.checkpointInterval(options));
    }

    private static List<String> uris(List<Path> folders) {
        return folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize().toUri().toString())
                .toList();
    }

    /** References share the cores with uploads, and a bulk of them must leave the uploads room. */
    private static Configuration halved(Configuration options) {
        Configuration fewer = new Configuration(options);
        fewer.set(CoreOptions.DEFAULT_PARALLELISM, Math.max(1, EmbeddedJobs.parallelism(options) / 2));
        return fewer;
    }

    /** A job that is still starting cannot make one; it goes on from its last checkpoint, which is kept. */
    private Optional<Path> stopWithSavepoint(String name, JobClient job) {
        try {
            if (within(job.getJobStatus()).isTerminalState()) {
                return Optional.empty();
            }
            Path folder = states(name).toAbsolutePath();
            String made =
                    within(job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL));
            return Optional.of(folder.resolve(Path.of(URI.create(made)).getFileName()));
        } catch (RlpipsException e) {
            LOG.info("job '{}' stops without a savepoint and will go on from its last checkpoint", name, e);
            return Optional.empty();
        }
    }

    private static void cancel(JobClient job) {
        within(job.cancel().thenCompose(asked -> job.getJobExecutionResult().handle((result, cancelled) -> null)));
    }

    private Path states(String name) {
        return settings.directory().resolve("state").resolve(name);
    }

    private static String reason(JobClient job) {
        try {
            job.getJobExecutionResult().get(5, TimeUnit.SECONDS);
            return "";
        } catch (ExecutionException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return ": " + cause;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (TimeoutException e) {
            return "";
        }
    }

    private static <T> T within(CompletableFuture<T> answer) {
        try {
            return answer.get(STOPPING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlpipsException(FailureCategory.INTERNAL, "interrupted while waiting for the cluster", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "the embedded cluster does not answer: " + e.getMessage(), e);
        }
    }

    /** Closes in reverse order; whatever fails is kept and told. */
    private static RuntimeException closeAll(List<AutoCloseable> parts, RuntimeException earlier) {
        RuntimeException failure = earlier;
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new RlpipsException(FailureCategory.INTERNAL, "cannot stop: " + e.getMessage(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        return failure;
    }
}
