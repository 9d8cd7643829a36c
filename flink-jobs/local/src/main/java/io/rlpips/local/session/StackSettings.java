package io.rlpips.local.session;

import io.rlpips.detector.configuration.DetectorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * What a stack inside this process is to be.
 *
 * @param directory holds the broker's log, checkpoints and savepoints
 * @param durable whether checkpoints outlive the process and a start goes on from the latest
 * @param port of the broker; any free one where empty
 * @param threshold instead of the one the model recommends
 * @param allowedFolders where claim checks may point to
 * @param modelFolders where announced models may be loaded from
 * @param search how references are searched
 * @param jobOptions of both jobs besides: {@link io.rlpips.detector.configuration.DetectorOptions} and Flink's own
 */
public record StackSettings(
        Path directory,
        boolean durable,
        OptionalInt port,
        ModelChoice model,
        OptionalDouble threshold,
        List<Path> allowedFolders,
        List<Path> modelFolders,
        SearchChoice search,
        Configuration jobOptions) {
    /** Options of the jobs that follow from these settings, whatever {@link #jobOptions} has. */
    public static final List<ConfigOption<?>> DECIDED = List.of(
            DetectorOptions.BOOTSTRAP_SERVERS,
            DetectorOptions.TOPIC_PREFIX,
            DetectorOptions.TOPIC_PARTITIONS,
            DetectorOptions.BOUNDED,
            DetectorOptions.MODEL_BUNDLE,
            DetectorOptions.THRESHOLD,
            DetectorOptions.ALLOWED_PREFIXES,
            DetectorOptions.MODEL_PREFIXES,
            DetectorOptions.VIEWS,
            DetectorOptions.EXACT_NEAREST);

    /**
     * For one run that leaves nothing behind in its directory that anyone needs. Every match is an alert of its own: a
     * folder's files are asked about one by one, equal ones too, and however many there are.
     */
    public static StackSettings forOneRun(
            Path directory,
            ModelChoice model,
            OptionalDouble threshold,
            List<Path> allowedFolders,
            SearchChoice search) {
        Configuration jobOptions = new Configuration();
        jobOptions.set(DetectorOptions.REPEAT_WINDOW, Duration.ZERO);
        jobOptions.set(DetectorOptions.FLOOD_LIMIT, 0);
        return new StackSettings(
                directory, false, OptionalInt.empty(), model, threshold, allowedFolders, List.of(), search, jobOptions);
    }

    /** @return the same with other options of the jobs */
    public StackSettings with(Configuration otherJobOptions) {
        return new StackSettings(
                directory, durable, port, model, threshold, allowedFolders, modelFolders, search, otherJobOptions);
    }

    Optional<String> bundle() {
        return model.path().map(path -> path.toAbsolutePath().toString());
    }
}
