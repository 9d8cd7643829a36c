package io.rlpips.local.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.rlpips.local.bench.Machine;
import io.rlpips.local.bench.Versions;
import io.rlpips.local.console.Console;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** What every benchmark has: a seed, and figures for people, for scripts and for files, with where they were measured. */
final class BenchFigures {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).registerModule(new Jdk8Module());

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of everything that is drawn (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the figures as JSON, too.")
    private Path out;

    @Option(names = "--json", description = "Print the figures as JSON.")
    private boolean json;

    private Machine machine;
    private Versions versions;

    long seed() {
        return seed;
    }

    /**
     * Says where it is measured.
     *
     * @throws RlpipsException INVALID_ARGUMENT where {@code --out} could not be written at the end
     */
    void begin(Console console) {
        if (out != null && !Files.isDirectory(out.toAbsolutePath().getParent())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write %s: there is no such folder".formatted(out));
        }
        machine = Machine.here();
        versions = Versions.here(new BuildVersion().text());
        console.remark(machine.line());
        console.remark("%s, seed %d".formatted(versions.line(), seed));
    }

    /** Tells a person a figure: a result, unless the results are for a script. */
    void tell(Console console, String line) {
        if (json) {
            console.remark(line);
        } else {
            console.result(line);
        }
    }

    /** @param figures what was measured and with which settings, in the order they are to be written */
    void publish(Console console, Map<String, Object> figures) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("machine", machine);
        report.put("versions", versions);
        report.put("seed", seed);
        report.putAll(figures);
        if (out != null) {
            write(report);
        }
        if (json) {
            console.resultJson(report);
        }
    }

    private void write(Map<String, Object> report) {
        try {
            JSON.writeValue(out.toFile(), report);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write %s: %s".formatted(out, e.getMessage()), e);
        }
    }
}
