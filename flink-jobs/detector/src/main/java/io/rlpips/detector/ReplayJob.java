package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayHorizon;
import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.detector.configuration.ReplayRange;
import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.model.BundleModel;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.detector.publish.DecisionFiles;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subjects;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Judges recorded uploads again: those of a range of broker time, by the references, policies and models of their
 * moments and after the matches of before, as the DetectorJob does and with the same operators. Decisions go to files; nothing is written to a topic and
 * no group's offsets are committed.
 */
public final class ReplayJob {
    /** The accumulator that tells how many uploads were read so far. */
    public static final String UPLOADS_READ = "uploads-read";

    private ReplayJob() {}

    /**
     * Runs the job on the cluster it is submitted to; arguments are {@code --key value} pairs of {@link DetectorOptions}
     * and {@link ReplayOptions}.
     */
    public static void main(String[] arguments) throws Exception {
        Configuration configuration = JobSettings.parse(arguments, ReplayOptions.all());
        Instant now = Instant.now();
        ReplayRange range = ReplayRange.of(configuration, now);
        if (configuration.getOptional(ReplayOptions.EXPORT).isEmpty()) {
            Topics.verify(configuration.get(DetectorOptions.BOOTSTRAP_SERVERS), configuration);
            ReplayHorizon.require(configuration, range, now);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        define(env, configuration, range);
        env.execute("rlpips replay");
    }

    /**
     * Adds the job, with its sources and files, to the environment.
     *
     * @throws RlpipsException where the bundle is missing or damaged, there is no threshold, a file to read does not
     *     exist, or the output folder is not empty
     */
    public static void define(StreamExecutionEnvironment env, Configuration configuration, ReplayRange range) {
        BundleModel models = BundleModel.of(configuration);
        DetectorJob.requireThreshold(models.configured());
        define(env, configuration, range, models);
    }

    static void define(
            StreamExecutionEnvironment env, Configuration configuration, ReplayRange range, ModelSource models) {
        Configuration bounded = new Configuration(configuration);
        bounded.set(DetectorOptions.BOUNDED, true);
        JobSettings.applyToReplay(env, bounded);
        new ReplayTopology(bounded, models).connect(env, range, outputs(bounded));
    }

    private static DetectorTopology.Outputs outputs(Configuration configuration) {
        DecisionFiles files = new DecisionFiles(requireEmpty(configuration));
        return new DetectorTopology.Outputs(
                files.of(Subjects.VERDICTS),
                files.of(Subjects.ALERTS),
                files.of(Subjects.REFERENCE_STATUS),
                files.of(Subjects.REJECTS),
                Optional.empty());
    }

    /** What an earlier run has left there would be read with this one's. */
    private static String requireEmpty(Configuration configuration) {
        String output = configuration
                .getOptional(ReplayOptions.OUTPUT)
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT, ReplayOptions.OUTPUT.key() + " is needed"));
        Path folder = new Path(output);
        try {
            FileSystem files = folder.getFileSystem();
            if (files.exists(folder) && files.listStatus(folder).length > 0) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "%s is '%s', which is not empty".formatted(ReplayOptions.OUTPUT.key(), output));
            }
            // A replay that decides nothing leaves an empty folder, not none.
            files.mkdirs(folder);
            return output;
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s is '%s', which cannot be reached: %s"
                            .formatted(ReplayOptions.OUTPUT.key(), output, e.getMessage()),
                    e);
        }
    }
}
