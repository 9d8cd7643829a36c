package io.rlpips.training.detection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.run.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Results of an evaluation's stages, one file each, so that an evaluation that was interrupted or is asked for more goes
 * on from what is there. A stage whose settings have changed is measured again.
 */
final class StageFolder {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String model;

    /** @param model hash of a model, or what identifies another measure: a result counts for this one alone */
    StageFolder(Path folder, String model) {
        this.folder = folder;
        this.model = model;
    }

    Path folder() {
        return folder;
    }

    /**
     * @param stage names the file
     * @param settings all that the result depends on besides the model
     * @param measurement made only where there is no result for these settings
     */
    <T> T result(String stage, Map<String, ?> settings, TypeReference<T> type, Supplier<T> measurement) {
        Path file = folder.resolve(stage.replaceAll("[^A-Za-z0-9]+", "-") + ".json");
        JsonNode key = key(stage, settings);
        Optional<JsonNode> known = read(file).filter(content -> key.equals(content.get("key")));
        if (known.isPresent()) {
            return converted(file, known.get().get("result"), type);
        }
        T result = measurement.get();
        ObjectNode content = JSON.createObjectNode();
        content.set("key", key);
        content.set("result", JSON.valueToTree(result));
        RunFiles.replace(file, RunFiles.json(content));
        return result;
    }

    private JsonNode key(String stage, Map<String, ?> settings) {
        ObjectNode key = JSON.createObjectNode();
        key.put("stage", stage);
        key.put("model", model);
        key.set("settings", JSON.valueToTree(settings));
        // through text and back, so that numbers are of the types they have when read
        try {
            return JSON.readTree(JSON.writeValueAsString(key));
        } catch (JsonProcessingException defect) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot write settings as JSON: " + defect, defect);
        }
    }

    private static Optional<JsonNode> read(Path file) {
        return Files.exists(file) ? Optional.of(RunFiles.readJson(file, JsonNode.class)) : Optional.empty();
    }

    private static <T> T converted(Path file, JsonNode result, TypeReference<T> type) {
        try {
            return JSON.readValue(JSON.treeAsTokens(result), JSON.constructType(type.getType()));
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_MISMATCH,
                    "%s holds no such result: %s".formatted(file, unreadable),
                    unreadable);
        }
    }
}
