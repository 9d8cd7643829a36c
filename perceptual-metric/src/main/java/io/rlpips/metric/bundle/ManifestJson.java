package io.rlpips.metric.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.weights.Precision;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code manifest.json} in both directions. Fields that are not known are ignored, so that an older program reads what a
 * newer one adds; what an older program must not ignore raises the format version.
 */
final class ManifestJson {
    private ManifestJson() {}

    static Manifest parse(byte[] content) {
        JsonFields fields = JsonFields.of(BundleSource.MANIFEST, content);
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

    private static Manifest manifest(JsonFields fields) {
        return new Manifest(
                fields.integer("formatVersion"),
                fields.text("modelId"),
                Backbone.of(fields.text("backbone")),
                fields.integer("inputSize"),
                fields.text("recipe"),
                fields.optionalObject("training").map(ManifestJson::training),
                fields.optionalText("parent"),
                fields.list("metrics", MeasurementJson::parse),
                fields.optionalObject("calibration").map(ManifestJson::calibration),
                fields.optionalNumber("recommendedThreshold"),
                fields.optionalObject("projection").map(ManifestJson::projection),
                Precision.of(fields.text("precision")),
                fields.optionalText("tensorsSha256"),
                fields.text("createdBy"));
    }

    private static Training training(JsonFields fields) {
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

    private static CalibrationCurve calibration(JsonFields fields) {
        return new CalibrationCurve(
                fields.longInteger("pairs"),
                fields.list(
                        "points",
                        point -> new CalibrationCurve.Point(point.number("distance"), point.number("falseMatchRate"))),
                fields.number("tailScale"));
    }

    private static ProjectionNotes projection(JsonFields fields) {
        return new ProjectionNotes(
                fields.integer("dimensions"),
                BasisFormat.of(fields.text("precision")),
                fields.optionalText("sha256"),
                fields.text("fittedOn"),
                fields.text("command"));
    }

    static byte[] render(Manifest manifest) {
        ObjectNode root = JsonText.object();
        root.put("formatVersion", manifest.formatVersion());
        root.put("modelId", manifest.modelId());
        root.put("backbone", manifest.backbone().label());
        root.put("inputSize", manifest.inputSize());
        root.put("recipe", manifest.recipe());
        manifest.training().ifPresent(training -> render(training, root.putObject("training")));
        manifest.parent().ifPresent(parent -> root.put("parent", parent));
        ArrayNode metrics = root.putArray("metrics");
        manifest.metrics().forEach(measurement -> MeasurementJson.render(measurement, metrics.addObject()));
        manifest.calibration().ifPresent(curve -> render(curve, root.putObject("calibration")));
        manifest.recommendedThreshold().ifPresent(threshold -> root.put("recommendedThreshold", threshold));
        manifest.projection().ifPresent(notes -> render(notes, root.putObject("projection")));
        root.put("precision", manifest.precision().label());
        manifest.tensorsSha256().ifPresent(digest -> root.put("tensorsSha256", digest));
        root.put("createdBy", manifest.createdBy());
        return JsonText.print(root);
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

    private static void render(ProjectionNotes notes, ObjectNode object) {
        object.put("dimensions", notes.dimensions());
        object.put("precision", notes.format().label());
        notes.sha256().ifPresent(digest -> object.put("sha256", digest));
        object.put("fittedOn", notes.fittedOn());
        object.put("command", notes.command());
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
}
