package io.rlpips.local.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/** Records as plain JSON values: field names as in the schema, enums by name, bytes in Base64. */
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
}
