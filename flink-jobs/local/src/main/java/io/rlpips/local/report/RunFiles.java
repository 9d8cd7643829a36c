package io.rlpips.local.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.local.replay.Difference;
import io.rlpips.local.session.Outcome;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Reject;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;

/** What a run leaves in its folder for programs; the report for people is {@link Report}. */
public final class RunFiles {
    private static final ObjectMapper LINES = new ObjectMapper();
    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private RunFiles() {}

    /** @throws RlpipsException INVALID_ARGUMENT when the folder cannot be made or written */
    public static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, ".probe", "");
            Files.delete(probe);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write to folder %s: %s".formatted(folder, e), e);
        }
    }

    /**
     * Writes {@code verdicts.jsonl}, {@code alerts.jsonl}, {@code rejects.jsonl} and {@code summary.json}; of a replay also
     * {@code differences.jsonl}.
     */
    public static void write(Path folder, Run run, Map<String, Object> summary) {
        List<Outcome> outcomes = run.result().outcomes();
        try {
            lines(folder.resolve("verdicts.jsonl"), outcomes.stream().flatMap(each -> each.verdict().stream()));
            lines(folder.resolve("alerts.jsonl"), outcomes.stream().flatMap(each -> each.alerts().stream()));
            lines(folder.resolve("rejects.jsonl"), rejects(run));
            if (run.replay().isPresent()) {
                write(
                        folder.resolve("differences.jsonl"),
                        run.replay().get().comparison().differences().stream().map(Difference::asMap));
            }
            Files.writeString(folder.resolve("summary.json"), PRETTY.writeValueAsString(summary) + "\n");
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot write results to %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    /** Those of uploads, then those of what else a replay has read. */
    private static Stream<Reject> rejects(Run run) {
        return Stream.concat(
                run.result().outcomes().stream().flatMap(each -> each.reject().stream()),
                run.replay().stream().flatMap(replay -> replay.others().stream()));
    }

    private static void lines(Path file, Stream<? extends IndexedRecord> records) throws IOException {
        write(file, records.map(RecordJson::of));
    }

    private static void write(Path file, Stream<Map<String, Object>> objects) throws IOException {
        try (Writer text = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (Iterator<Map<String, Object>> each = objects.iterator(); each.hasNext(); ) {
                text.write(LINES.writeValueAsString(each.next()) + "\n");
            }
        }
    }
}
