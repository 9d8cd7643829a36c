package io.rlpips.local.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Records as plain JSON values, and back: field names as in the schema, enums by name, bytes in Base64. */
public final class RecordJson {
    private RecordJson() {}

    public static Map<String, Object> of(IndexedRecord record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Schema.Field field : record.getSchema().getFields()) {
            fields.put(field.name(), value(record.get(field.pos())));
        }
        return fields;
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

    /**
     * Reads what {@link #of} gives; a field that is not there has its default.
     *
     * @throws IllegalArgumentException naming what is wrong
     */
    public static <R extends SpecificRecord> R read(Schema schema, JsonNode json) {
        Object record = read(schema, json, schema.getName());
        @SuppressWarnings("unchecked")
        R typed = (R) record;
        return typed;
    }

    private static Object read(Schema schema, JsonNode json, String name) {
        return switch (schema.getType()) {
            case RECORD -> readRecord(schema, json, name);
            case UNION -> readUnion(schema, json, name);
            case ARRAY -> {
                require(json.isArray(), name, "an array", json);
                List<Object> elements = new ArrayList<>();
                json.forEach(element -> elements.add(read(schema.getElementType(), element, name)));
                yield elements;
            }
            case MAP -> {
                require(json.isObject(), name, "an object", json);
                Map<String, Object> entries = new HashMap<>();
                json.properties()
                        .forEach(entry ->
                                entries.put(entry.getKey(), read(schema.getValueType(), entry.getValue(), name)));
                yield entries;
            }
            case ENUM -> {
                require(json.isTextual() && schema.hasEnumSymbol(json.asText()), name, schema.getEnumSymbols(), json);
                yield SpecificData.get().createEnum(json.asText(), schema);
            }
            default -> readPlain(schema, json, name);
        };
    }

    private static Object readRecord(Schema schema, JsonNode json, String name) {
        require(json.isObject(), name, "an object", json);
        IndexedRecord record = (IndexedRecord) SpecificData.get().newRecord(null, schema);
        json.fieldNames()
                .forEachRemaining(field -> require(schema.getField(field) != null, name, "fields of its own", field));
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = json.get(field.name());
            require(value != null || field.hasDefaultValue(), name, "the field " + field.name(), json);
            record.put(
                    field.pos(),
                    value == null
                            ? SpecificData.get().getDefaultValue(field)
                            : read(field.schema(), value, field.name()));
        }
        return record;
    }

    private static Object readUnion(Schema schema, JsonNode json, String name) {
        if (json.isNull()) {
            require(schema.isNullable(), name, "a value", json);
            return null;
        }
        Schema present = schema.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
        return read(present, json, name);
    }

    private static Object readPlain(Schema schema, JsonNode json, String name) {
        switch (schema.getType()) {
            case STRING -> require(json.isTextual(), name, "a text", json);
            case BOOLEAN -> require(json.isBoolean(), name, "true or false", json);
            case INT, LONG -> require(json.isIntegralNumber() && json.canConvertToLong(), name, "an integer", json);
            case FLOAT, DOUBLE -> require(json.isNumber(), name, "a number", json);
            case BYTES -> require(json.isTextual(), name, "bytes in Base64", json);
            default ->
                throw new IllegalArgumentException("%s: nothing is read as %s".formatted(name, schema.getType()));
        }
        return switch (schema.getType()) {
            case STRING -> json.asText();
            case BOOLEAN -> json.asBoolean();
            case INT -> Math.toIntExact(json.asLong());
            case LONG -> json.asLong();
            case FLOAT -> (float) json.asDouble();
            case DOUBLE -> json.asDouble();
            default -> ByteBuffer.wrap(Base64.getDecoder().decode(json.asText()));
        };
    }

    private static void require(boolean holds, String name, Object wanted, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("%s needs %s, not %s".formatted(name, wanted, found));
        }
    }
}
