package io.rlpips.local.command;

import io.rlpips.detector.configuration.DetectorOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How the jobs of a command run. */
final class JobOptions {
    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "Tasks of each stage (default: one a core, at most 4).")
    private Integer parallelism;

    @Option(
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description = "Another option of the jobs; may be given several times.")
    private Map<String, String> options = new LinkedHashMap<>();

    /**
     * @param decided what the command's other options decide, so that a value given here would be passed over
     * @throws ParameterException where an option is unknown, decided otherwise, cannot be read or is out of range
     */
    Configuration chosen(CommandLine line, List<ConfigOption<?>> decided) {
        for (String key : options.keySet()) {
            if (DetectorOptions.all().stream().noneMatch(known -> known.key().equals(key))) {
                throw new ParameterException(line, "--set: unknown option '" + key + "'");
            }
            if (decided.stream().anyMatch(option -> option.key().equals(key))) {
                throw new ParameterException(
                        line,
                        "--set: %s follows from the other options of '%s' and cannot be set"
                                .formatted(key, line.getCommandName()));
            }
        }
        if (parallelism != null && parallelism < 1) {
            throw new ParameterException(line, "--parallelism is %d, needs at least 1".formatted(parallelism));
        }
        Configuration chosen = Configuration.fromMap(options);
        if (parallelism != null) {
            chosen.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        }
        try {
            DetectorOptions.check(chosen);
        } catch (IllegalArgumentException unreadable) {
            throw new ParameterException(line, "--set: " + unreadable.getMessage(), unreadable);
        }
        return chosen;
    }
}
