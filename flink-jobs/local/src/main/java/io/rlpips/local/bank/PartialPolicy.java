package io.rlpips.local.bank;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A policy, or a part of one, as a JSON file: what 'policy set --json' prints and 'calibrate' writes.
 *
 * @param path where it was read from, for messages
 * @param fields a JSON object; what it does not name stays as it is
 */
public record PartialPolicy(Path path, JsonNode fields) {
    private static final String DISTANCES = "maximumDistances";
    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** @throws RlpipsException INVALID_ARGUMENT naming the file, when it cannot be read or is no JSON object */
    public static PartialPolicy read(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such file: " + path);
        }
        try {
            JsonNode fields = PRETTY.readTree(Files.readAllBytes(path));
            if (fields == null || !fields.isObject()) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, path + " is no JSON object");
            }
            return new PartialPolicy(path, fields);
        } catch (JsonProcessingException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "%s is no JSON: %s".formatted(path, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot read policy " + path + ": " + e.getMessage(), e);
        }
    }

    /** @return what would be read, had the fields been written */
    public static PartialPolicy of(Map<String, Object> fields) {
        return new PartialPolicy(Path.of("policy"), PRETTY.valueToTree(fields));
    }

    /** @throws RlpipsException INVALID_ARGUMENT when it cannot be written */
    public static void write(Path path, Map<String, Object> fields) {
        try {
            Files.writeString(path, PRETTY.writeValueAsString(fields) + "\n");
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write policy to " + path + ": " + e.getMessage(), e);
        }
    }

    /** @return the bank it names */
    public Optional<String> bank() {
        return Optional.ofNullable(fields.get("bank")).map(JsonNode::textValue);
    }

    /** @return the models that it has distances for */
    Set<String> namedModels() {
        Set<String> models = new TreeSet<>();
        fields.path(DISTANCES).fieldNames().forEachRemaining(models::add);
        return models;
    }

    /**
     * Where it has distances and none of other views, those that the policy had go: they belong to other distances.
     *
     * @throws RlpipsException INVALID_ARGUMENT naming the file and the field that is wrong
     */
    public void applyTo(Policy policy) {
        try {
            if (fields.has(DISTANCES) && !fields.has("maximumViewDistances")) {
                policy.setMaximumViewDistances(new HashMap<>());
            }
            PolicyJson.set(policy, fields);
        } catch (RlpipsException wrong) {
            throw new RlpipsException(wrong.category(), path + ": " + wrong.getMessage(), wrong);
        }
    }
}
