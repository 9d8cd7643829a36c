package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.state.BackgroundCheckpoints;
import io.rlpips.detector.state.StateFiles;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/** What the jobs ask of Flink. */
final class JobSettings {
    /** Fixed for ever: state of another maximum cannot be restored. */
    static final int MAX_PARALLELISM = 128;

    /** The visibility clock can be no finer than the watermarks that make it; each wakes every task that it passes. */
    private static final long WATERMARK_INTERVAL_MS = 200;

    /**
     * Flink's own 100 ms between any two tasks would be most of an upload's latency. Handing on each record by itself costs
     * about as much as a thread for each output that wakes up every few milliseconds. Nowhere else: most outputs are none of
     * an upload's way.
     */
    private static final long AT_ONCE = 0;

    private static final String CONFIG_FILE = "config";

    private JobSettings() {}

    /** @throws RlpipsException INVALID_ARGUMENT where an option is out of range or checkpoints are not aligned */
    static void apply(StreamExecutionEnvironment env, Configuration configuration) {
        applyToRecords(env, configuration);
        if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
            env.enableCheckpointing(
                    DetectorOptions.checkpointInterval(configuration).toMillis());
        }
    }

    /**
     * For a job that reads what was recorded and ends: it makes no checkpoints and is not restarted, so what fails is run
     * again as a whole.
     *
     * @throws RlpipsException INVALID_ARGUMENT where an option is out of range
     */
    static void applyToReplay(StreamExecutionEnvironment env, Configuration configuration) {
        applyToRecords(env, configuration);
        env.getCheckpointConfig().disableCheckpointing();
        Configuration settings = new Configuration();
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        env.configure(settings);
    }

    private static void applyToRecords(StreamExecutionEnvironment env, Configuration configuration) {
        DetectorOptions.check(configuration);
        ReadableConfig flink = env.getConfiguration();
        if (flink.get(CheckpointingOptions.ENABLE_UNALIGNED)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    CheckpointingOptions.ENABLE_UNALIGNED.key()
                            + " is true; the jobs rest on aligned checkpoints, leave it false");
        }
        CheckpointingMode mode = flink.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE);
        if (mode != CheckpointingMode.EXACTLY_ONCE) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s is %s; the jobs rest on aligned checkpoints, leave it EXACTLY_ONCE. Whether decisions are visible"
                                    .formatted(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE.key(), mode)
                            + " at once and may be repeated is chosen by " + DetectorOptions.DELIVERY.key());
        }
        Configuration settings = new Configuration();
        settings.set(PipelineOptions.GENERIC_TYPES, false);
        // Records are never written to once they have been sent on.
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        if (flink.getOptional(RocksDBOptions.OPTIONS_FACTORY).isEmpty()) {
            settings.set(RocksDBOptions.OPTIONS_FACTORY, StateFiles.class.getName());
        }
        if (flink.getOptional(CheckpointingOptions.CHECKPOINT_STORAGE).isEmpty()) {
            settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, BackgroundCheckpoints.class.getName());
        }
        env.configure(settings);
        env.setMaxParallelism(MAX_PARALLELISM);
        env.getConfig().setAutoWatermarkInterval(WATERMARK_INTERVAL_MS);
    }

    /**
     * For what an upload waits for; in the parts that both jobs share a reference has the good of it, too.
     *
     * @return the operator, which hands on each record at once
     */
    static <T> SingleOutputStreamOperator<T> prompt(SingleOutputStreamOperator<T> operator) {
        return operator.setBufferTimeout(AT_ONCE);
    }

    /**
     * @param arguments {@code --key value} pairs; {@code --config FILE} names a properties file that they override
     * @throws RlpipsException INVALID_ARGUMENT where they cannot be read
     */
    static Configuration parse(String[] arguments) {
        return parse(arguments, DetectorOptions.all());
    }

    /**
     * As {@link #parse(String[])}, of a job that has other options.
     *
     * @param known every option of the job that begins with {@code rlpips.}
     */
    static Configuration parse(String[] arguments, List<ConfigOption<?>> known) {
        ParameterTool given;
        try {
            given = ParameterTool.fromArgs(arguments);
        } catch (RuntimeException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "arguments must be '--key value' pairs: " + e.getMessage(), e);
        }
        Map<String, String> merged = new HashMap<>();
        if (given.has(CONFIG_FILE)) {
            try {
                merged.putAll(
                        ParameterTool.fromPropertiesFile(given.get(CONFIG_FILE)).toMap());
            } catch (IOException e) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "configuration file '%s' cannot be read: %s".formatted(given.get(CONFIG_FILE), e.getMessage()),
                        e);
            }
        }
        merged.putAll(given.toMap());
        merged.remove(CONFIG_FILE);
        requireKnown(merged, known);
        return Configuration.fromMap(merged);
    }

    /** A misspelt option must not be a default one. Flink's own options are Flink's to check. */
    private static void requireKnown(Map<String, String> settings, List<ConfigOption<?>> options) {
        for (String key : settings.keySet()) {
            boolean known = options.stream().anyMatch(option -> option.key().equals(key));
            if (key.startsWith("rlpips.") && !known) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "unknown option '" + key + "'");
            }
        }
    }
}
