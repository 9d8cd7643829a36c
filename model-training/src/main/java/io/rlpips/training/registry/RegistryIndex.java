package io.rlpips.training.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code index.json}: what is in a registry, in the order in which it came. Immutable.
 *
 * @param entries no two with the same model id and hash
 */
record RegistryIndex(List<Entry> entries) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT_VERSION = 1;

    /**
     * One bundle.
     *
     * @param bundle path of its zip file in the registry
     */
    record Entry(String modelId, String modelHash, String bundle, String sha256, long bytes) {}

    RegistryIndex {
        entries = List.copyOf(entries);
    }

    RegistryIndex with(Entry entry) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(entry);
        return new RegistryIndex(more);
    }

    boolean holds(Entry entry) {
        return entries.contains(entry);
    }

    byte[] render() {
        ObjectNode root = JSON.createObjectNode();
        root.put("formatVersion", FORMAT_VERSION);
        ArrayNode models = root.putArray("models");
        entries.forEach(entry -> models.addObject()
                .put("modelId", entry.modelId())
                .put("modelHash", entry.modelHash())
                .put("bundle", entry.bundle())
                .put("sha256", entry.sha256())
                .put("bytes", entry.bytes()));
        try {
            return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values can always be written", impossible);
        }
    }

    /** @param place for messages */
    static RegistryIndex parse(byte[] content, String place) {
        try {
            JsonNode root = JSON.readTree(content);
            if (root.path("formatVersion").asInt() != FORMAT_VERSION
                    || !root.path("models").isArray()) {
                throw invalid(place, "no index of format version " + FORMAT_VERSION, null);
            }
            List<Entry> entries = new ArrayList<>();
            for (JsonNode model : root.get("models")) {
                entries.add(entry(model, place));
            }
            return new RegistryIndex(entries);
        } catch (IOException malformed) {
            throw invalid(place, "not valid JSON", malformed);
        }
    }

    private static Entry entry(JsonNode model, String place) {
        for (String name : List.of("modelId", "modelHash", "bundle", "sha256")) {
            if (!model.path(name).isTextual()) {
                throw invalid(place, "an entry lacks '" + name + "'", null);
            }
        }
        return new Entry(
                model.get("modelId").textValue(),
                model.get("modelHash").textValue(),
                model.get("bundle").textValue(),
                model.get("sha256").textValue(),
                model.path("bytes").asLong());
    }

    private static RlpipsException invalid(String place, String what, Throwable cause) {
        return new RlpipsException(
                FailureCategory.INVALID_BUNDLE, "registry index %s: %s".formatted(place, what), cause);
    }
}
