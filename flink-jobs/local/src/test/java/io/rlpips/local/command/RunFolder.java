package io.rlpips.local.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run left behind for programs. */
record RunFolder(JsonNode summary, List<JsonNode> verdicts, List<JsonNode> alerts, List<JsonNode> rejects) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static RunFolder read(Path folder) throws IOException {
        return new RunFolder(
                JSON.readTree(Files.readString(folder.resolve("summary.json"))),
                lines(folder.resolve("verdicts.jsonl")),
                lines(folder.resolve("alerts.jsonl")),
                lines(folder.resolve("rejects.jsonl")));
    }

    /** @return the upload of every verdict and every reject, one entry a record */
    List<String> decidedUploads() {
        List<String> ids = new ArrayList<>();
        verdicts.forEach(verdict -> ids.add(verdict.get("uploadId").asText()));
        rejects.forEach(reject -> ids.add(rejectedUpload(reject)));
        return ids;
    }

    static String rejectedUpload(JsonNode reject) {
        return reject.get("recordId").asText();
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            records.add(JSON.readTree(line));
        }
        return records;
    }
}
