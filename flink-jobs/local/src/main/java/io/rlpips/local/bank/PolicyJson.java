package io.rlpips.local.bank;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Policy;
import java.util.List;
import java.util.Map;

/** A policy as JSON, with what is to be known of it beside its fields. */
public final class PolicyJson {
    private static final String WARNINGS = "warnings";

    private PolicyJson() {}

    public static Map<String, Object> of(Policy policy, List<String> warnings) {
        Map<String, Object> fields = RecordJson.of(policy);
        fields.put(WARNINGS, warnings);
        return fields;
    }

    /**
     * Sets the fields that a JSON object names; warnings are none.
     *
     * @throws RlpipsException INVALID_ARGUMENT naming the field that is unknown or of the wrong type
     */
    public static void set(Policy policy, JsonNode json) {
        JsonNode fields = json;
        if (json instanceof ObjectNode object && object.has(WARNINGS)) {
            fields = object.deepCopy().without(WARNINGS);
        }
        RecordJson.set(policy, fields);
    }
}
