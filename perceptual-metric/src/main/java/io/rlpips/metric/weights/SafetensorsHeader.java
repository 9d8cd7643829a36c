package io.rlpips.metric.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The JSON header of a safetensors file, in both directions. */
final class SafetensorsHeader {
    private static final String METADATA = "__metadata__";
    private static final Map<String, ElementType> TYPES = types();
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(20)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private SafetensorsHeader() {}

    private static Map<String, ElementType> types() {
        Map<String, ElementType> types = new TreeMap<>();
        for (ElementType type : ElementType.values()) {
            types.put(type.label(), type);
        }
        types.put("BOOL", ElementType.UINT8);
        return types;
    }

    /** @param dataBytes how many bytes follow the header; the tensors must cover them without gap or overlap */
    static List<SafetensorsEntry> parse(byte[] header, int dataBytes) {
        JsonNode root = tree(header);
        List<SafetensorsEntry> entries = new ArrayList<>();
        root.properties().stream()
                .filter(field -> !field.getKey().equals(METADATA))
                .forEach(field -> entries.add(entry(field.getKey(), field.getValue(), dataBytes)));
        requireTiling(entries, dataBytes);
        return entries;
    }

    private static JsonNode tree(byte[] header) {
        try (JsonParser parser = JSON.createParser(new String(header, StandardCharsets.UTF_8))) {
            JsonNode root = JSON.readTree(parser);
            if (root == null || !root.isObject()) {
                throw WeightFailure.of("the safetensors header is not a JSON object");
            }
            return root;
        } catch (IOException malformed) {
            throw WeightFailure.of(malformed, "the safetensors header is not valid JSON: " + firstLine(malformed));
        }
    }

    private static String firstLine(IOException malformed) {
        return String.valueOf(malformed.getMessage()).lines().findFirst().orElse("");
    }

    private static SafetensorsEntry entry(String name, JsonNode description, int dataBytes) {
        String label = description.path("dtype").asText("");
        ElementType type = TYPES.get(label);
        if (type == null) {
            throw WeightFailure.of("tensor '%s' has type '%s', known: %s", name, label, TYPES.keySet());
        }
        int[] shape = Shapes.checked(name, integers(name, "shape", description.path("shape")));
        long[] offsets = integers(name, "data_offsets", description.path("data_offsets"));
        if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > dataBytes) {
            throw WeightFailure.of("tensor '%s' has offsets that leave the %d bytes of data", name, dataBytes);
        }
        long needed = (long) Shapes.elements(shape) * type.bytes();
        if (offsets[1] - offsets[0] != needed) {
            throw WeightFailure.of(
                    "tensor '%s' takes %d bytes, its shape and type need %d", name, offsets[1] - offsets[0], needed);
        }
        return new SafetensorsEntry(name, type, shape, (int) offsets[0], (int) offsets[1]);
    }

    private static long[] integers(String tensor, String field, JsonNode array) {
        if (!array.isArray()) {
            throw WeightFailure.of("tensor '%s' has no array '%s'", tensor, field);
        }
        long[] numbers = new long[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!array.get(i).isIntegralNumber() || !array.get(i).canConvertToLong()) {
                throw WeightFailure.of("field '%s' of tensor '%s' holds something that is no integer", field, tensor);
            }
            numbers[i] = array.get(i).longValue();
        }
        return numbers;
    }

    private static void requireTiling(List<SafetensorsEntry> entries, int dataBytes) {
        int end = 0;
        List<SafetensorsEntry> byPlace = new ArrayList<>(entries);
        byPlace.sort(Comparator.comparingInt(SafetensorsEntry::start));
        for (SafetensorsEntry entry : byPlace) {
            if (entry.start() != end) {
                throw WeightFailure.of(
                        "tensor '%s' starts at byte %d, the one before it ends at %d: tensors neither overlap nor leave gaps",
                        entry.name(), entry.start(), end);
            }
            end = entry.end();
        }
        if (end != dataBytes) {
            throw WeightFailure.of("the tensors end at byte %d of %d bytes of data", end, dataBytes);
        }
    }

    /** @return the header, padded with blanks so that the numbers start at a multiple of eight bytes */
    static String render(Map<String, WeightTensor> tensors, Function<String, ElementType> types) {
        ObjectNode root = JSON.createObjectNode();
        long end = 0;
        for (Map.Entry<String, WeightTensor> tensor : tensors.entrySet()) {
            ElementType type = types.apply(tensor.getKey());
            long start = end;
            end = start + (long) tensor.getValue().values().length * type.bytes();
            ObjectNode description = root.putObject(tensor.getKey());
            description.put("dtype", type.label());
            ArrayNode shape = description.putArray("shape");
            for (int size : tensor.getValue().shape()) {
                shape.add(size);
            }
            description.putArray("data_offsets").add(start).add(end);
        }
        String header = root.toString();
        int bytes = header.getBytes(StandardCharsets.UTF_8).length;
        return header + " ".repeat((8 - bytes % 8) % 8);
    }
}
