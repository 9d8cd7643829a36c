package io.rlpips.metric.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the fields of one JSON object and says which one is wrong. A field that is null counts as absent.
 *
 * @param file for messages: {@code manifest.json}
 * @param place of the object in the file, for messages: {@code training.} or nothing
 */
record JsonFields(String file, JsonNode object, String place) {
    JsonFields {
        if (!object.isObject()) {
            throw BundleFailure.of("%s: '%s' is not an object", file, place);
        }
    }

    /** @throws io.rlpips.metric.failure.RlpipsException INVALID_BUNDLE if the content is no JSON object */
    static JsonFields of(String file, byte[] content) {
        return new JsonFields(file, JsonText.parse(file, content), "");
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> absent(name));
    }

    /** Refuses control characters: manifests are shown on terminals. */
    Optional<String> optionalText(String name) {
        return optional(name).map(value -> {
            if (!value.isTextual() || value.textValue().chars().anyMatch(Character::isISOControl)) {
                throw wrong(name, "text without control characters");
            }
            return value.textValue();
        });
    }

    int integer(String name) {
        JsonNode value = optional(name).orElseThrow(() -> absent(name));
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, "an integer");
        }
        return value.intValue();
    }

    long longInteger(String name) {
        JsonNode value = optional(name).orElseThrow(() -> absent(name));
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "an integer");
        }
        return value.longValue();
    }

    double number(String name) {
        return optionalNumber(name).orElseThrow(() -> absent(name));
    }

    Optional<Double> optionalNumber(String name) {
        return optional(name).map(value -> {
            if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
                throw wrong(name, "a finite number");
            }
            return value.doubleValue();
        });
    }

    Optional<JsonFields> optionalObject(String name) {
        return optional(name).map(value -> new JsonFields(file, value, place + name + "."));
    }

    /** @return empty where the field is absent */
    <T> List<T> list(String name, Function<JsonFields, T> element) {
        Optional<JsonNode> array = optional(name);
        if (array.isPresent() && !array.get().isArray()) {
            throw wrong(name, "an array");
        }
        List<T> elements = new ArrayList<>();
        for (int i = 0; array.isPresent() && i < array.get().size(); i++) {
            elements.add(element.apply(new JsonFields(file, array.get().get(i), place + name + "[" + i + "].")));
        }
        return elements;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Optional<JsonNode> optional(String name) {
        return Optional.ofNullable(object.get(name)).filter(value -> !value.isNull());
    }

    private RuntimeException absent(String name) {
        return BundleFailure.of("%s lacks '%s%s'", file, place, name);
    }

    private RuntimeException wrong(String name, String expected) {
        return BundleFailure.of("%s: '%s%s' is not %s", file, place, name, expected);
    }
}
