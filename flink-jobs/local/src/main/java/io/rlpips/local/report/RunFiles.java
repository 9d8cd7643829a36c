package io.rlpips.local.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.local.session.Outcome;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Writes {@code verdicts.jsonl}, {@code alerts.jsonl}, {@code rejects.jsonl} and {@code summary.json}. */
    public static void write(Path folder, Run run, Map<String, Object> summary) {
        List<Outcome> outcomes = run.result().outcomes();
        try {
            lines(folder.resolve("verdicts.jsonl"), outcomes.stream().flatMap(each -> each.verdict().stream()));
            lines(folder.resolve("alerts.jsonl"), outcomes.stream().flatMap(each -> each.alerts().stream()));
            lines(folder.resolve("rejects.jsonl"), outcomes.stream().flatMap(each -> each.reject().stream()));
            Files.writeString(folder.resolve("summary.json"), PRETTY.writeValueAsString(summary) + "\n");
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot write results to %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static void lines(Path file, Stream<? extends IndexedRecord> records) throws IOException {
        StringBuilder text = new StringBuilder();
        for (IndexedRecord record : records.toList()) {
            text.append(LINES.writeValueAsString(RecordJson.of(record))).append('\n');
        }
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
