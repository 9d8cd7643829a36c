package io.rlpips.local.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Records as plain JSON values and back: field names as in the schema, enums by name, bytes in Base64. */
public final class RecordJson {
    private RecordJson() {}

    public static Map<String, Object> of(IndexedRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            fields.put(field.name(), value(record.get(field.pos())));
        }
        return fields;
    }

    /**
     * Sets the fields that a JSON object names, as {@link #of} writes them; the others stay as they are.
     *
     * @throws RlpipsException INVALID_ARGUMENT naming the field that is unknown, of the wrong type, or of a type that is
     *     not read: bytes and records
     */
    public static void set(SpecificRecord record, JsonNode fields) {
        if (!fields.isObject()) {
            throw invalid("%s is no JSON object", record.getSchema().getName());
        }
        fields.fields().forEachRemaining(field -> {
            Schema.Field known = record.getSchema().getField(field.getKey());
            if (known == null) {
                throw invalid("%s has no field '%s'", record.getSchema().getName(), field.getKey());
            }
            record.put(known.pos(), parsed(field.getKey(), known.schema(), field.getValue()));
        });
    }

    private static Object parsed(String name, Schema schema, JsonNode json) {
        return switch (schema.getType()) {
            case UNION -> json.isNull() ? null : parsed(name, withoutNull(schema), json);
            case STRING -> required(json.isTextual(), name, "text", json).textValue();
            case BOOLEAN ->
                required(json.isBoolean(), name, "true or false", json).booleanValue();
            case DOUBLE -> required(json.isNumber(), name, "a number", json).doubleValue();
            case INT ->
                required(json.canConvertToInt() && json.isIntegralNumber(), name, "a whole number", json)
                        .intValue();
            case LONG ->
                required(json.canConvertToLong() && json.isIntegralNumber(), name, "a whole number", json)
                        .longValue();
            case ENUM -> symbol(name, schema, json);
            case ARRAY -> elements(name, schema, json);
            case MAP -> entries(name, schema, json);
            default ->
                throw invalid(
                        "'%s' is a %s, which is not read from JSON",
                        name, schema.getType().getName());
        };
    }

    private static Schema withoutNull(Schema union) {
        return union.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    private static Object symbol(String name, Schema schema, JsonNode json) {
        boolean known = json.isTextual() && schema.hasEnumSymbol(json.textValue());
        required(known, name, "one of " + schema.getEnumSymbols(), json);
        return SpecificData.get().createEnum(json.textValue(), schema);
    }

    private static List<Object> elements(String name, Schema schema, JsonNode json) {
        List<Object> values = new ArrayList<>();
        required(json.isArray(), name, "an array", json)
                .forEach(element -> values.add(parsed(name, schema.getElementType(), element)));
        return values;
    }

    private static Map<String, Object> entries(String name, Schema schema, JsonNode json) {
        Map<String, Object> values = new LinkedHashMap<>();
        required(json.isObject(), name, "an object", json)
                .fields()
                .forEachRemaining(
                        entry -> values.put(entry.getKey(), parsed(name, schema.getValueType(), entry.getValue())));
        return values;
    }

    private static JsonNode required(boolean holds, String name, String needed, JsonNode json) {
        if (!holds) {
            throw invalid("'%s' is %s, needs %s", name, json, needed);
        }
        return json;
    }

    private static RlpipsException invalid(String format, Object... arguments) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, format.formatted(arguments));
    }

    private static Object value(Object value) {
        if (value instanceof IndexedRecord record) {
            return of(record);
        }
        if (value instanceof List<?> elements) {
            List<Object> values = new ArrayList<>();
            elements.forEach(element -> values.add(value(element)));
            return values;
        }
        if (value instanceof Map<?, ?> entries) {
            Map<String, Object> values = new LinkedHashMap<>();
            entries.forEach((key, element) -> values.put(key.toString(), value(element)));
            return values;
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return Base64.getEncoder().encodeToString(bytes);
        }
        boolean plain = value == null || value instanceof Number || value instanceof Boolean;
        return plain ? value : value.toString();
    }
}
