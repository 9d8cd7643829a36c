package io.rlpips.metric.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.Precision;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code manifest.json} in both directions. Fields that are not known are ignored, so that an older program reads what a
 * newer one adds; what an older program must not ignore raises the format version.
 */
final class ManifestJson {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /** Line feeds on every platform: the same manifest gives the same bytes. */
    private static final DefaultPrettyPrinter PRINTER =
            new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private ManifestJson() {}

    static Manifest parse(byte[] content) {
        ManifestFields fields = new ManifestFields(tree(content), "");
        requireReadable(fields.integer("formatVersion"));
        try {
            return manifest(fields);
        } catch (RlpipsException refused) {
            throw BundleFailure.of(refused, withFileName(refused.getMessage()));
        }
    }

    private static String withFileName(String message) {
        return message.startsWith("manifest.json") ? message : "manifest.json: " + message;
    }

    private static void requireReadable(int formatVersion) {
        if (formatVersion > Manifest.FORMAT_VERSION) {
            throw BundleFailure.of(
                    "manifest.json has format version %d, this program reads up to %d: use a newer program",
                    formatVersion, Manifest.FORMAT_VERSION);
        }
    }

    private static JsonNode tree(byte[] content) {
        try {
            return JSON.readTree(new String(content, StandardCharsets.UTF_8));
        } catch (JsonProcessingException malformed) {
            throw BundleFailure.of(malformed, "manifest.json is not valid JSON: " + malformed.getOriginalMessage());
        }
    }

    private static Manifest manifest(ManifestFields fields) {
        return new Manifest(
                fields.integer("formatVersion"),
                fields.text("modelId"),
                Backbone.of(fields.text("backbone")),
                fields.integer("inputSize"),
                fields.text("recipe"),
                fields.optionalObject("training").map(ManifestJson::training),
                fields.optionalText("parent"),
                fields.list("metrics", ManifestJson::measurement),
                fields.optionalObject("calibration").map(ManifestJson::calibration),
                fields.optionalNumber("recommendedThreshold"),
                Precision.of(fields.text("precision")),
                fields.optionalText("tensorsSha256"),
                fields.text("createdBy"));
    }

    private static Training training(ManifestFields fields) {
        Map<String, String> details = new LinkedHashMap<>();
        fields.optionalObject("details")
                .ifPresent(more -> more.names().forEach(name -> details.put(name, more.text(name))));
        return new Training(
                fields.text("data"),
                fields.longInteger("pictures"),
                fields.longInteger("seed"),
                fields.integer("epochs"),
                fields.text("command"),
                details);
    }

    private static Measurement measurement(ManifestFields fields) {
        return new Measurement(
                fields.text("name"),
                fields.number("value"),
                fields.optionalText("unit"),
                fields.optionalNumber("target"),
                fields.text("command"));
    }

    private static CalibrationCurve calibration(ManifestFields fields) {
        return new CalibrationCurve(
                fields.longInteger("pairs"),
                fields.list(
                        "points",
                        point -> new CalibrationCurve.Point(point.number("distance"), point.number("falseMatchRate"))),
                fields.number("tailScale"));
    }

    static byte[] render(Manifest manifest) {
        ObjectNode root = JSON.createObjectNode();
        root.put("formatVersion", manifest.formatVersion());
        root.put("modelId", manifest.modelId());
        root.put("backbone", manifest.backbone().label());
        root.put("inputSize", manifest.inputSize());
        root.put("recipe", manifest.recipe());
        manifest.training().ifPresent(training -> render(training, root.putObject("training")));
        manifest.parent().ifPresent(parent -> root.put("parent", parent));
        ArrayNode metrics = root.putArray("metrics");
        manifest.metrics().forEach(measurement -> render(measurement, metrics.addObject()));
        manifest.calibration().ifPresent(curve -> render(curve, root.putObject("calibration")));
        manifest.recommendedThreshold().ifPresent(threshold -> root.put("recommendedThreshold", threshold));
        root.put("precision", manifest.precision().label());
        manifest.tensorsSha256().ifPresent(digest -> root.put("tensorsSha256", digest));
        root.put("createdBy", manifest.createdBy());
        return print(root);
    }

    private static void render(Training training, ObjectNode object) {
        object.put("data", training.data());
        object.put("pictures", training.pictures());
        object.put("seed", training.seed());
        object.put("epochs", training.epochs());
        object.put("command", training.command());
        ObjectNode details = object.putObject("details");
        training.details().forEach(details::put);
    }

    private static void render(Measurement measurement, ObjectNode object) {
        object.put("name", measurement.name());
        object.put("value", measurement.value());
        measurement.unit().ifPresent(unit -> object.put("unit", unit));
        measurement.target().ifPresent(target -> object.put("target", target));
        object.put("command", measurement.command());
    }

    private static void render(CalibrationCurve curve, ObjectNode object) {
        object.put("pairs", curve.pairs());
        object.put("extrapolatedBelow", 1.0 / curve.pairs());
        object.put("tailScale", curve.tailScale());
        ArrayNode points = object.putArray("points");
        curve.points()
                .forEach(point -> points.addObject()
                        .put("distance", point.distance())
                        .put("falseMatchRate", point.falseMatchRate()));
    }

    private static byte[] print(ObjectNode root) {
        try {
            return (JSON.writer(PRINTER).writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values can always be written", impossible);
        }
    }
}
