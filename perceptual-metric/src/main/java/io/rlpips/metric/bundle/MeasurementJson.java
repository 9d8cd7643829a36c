package io.rlpips.metric.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One measured figure in JSON, in both directions: alike in manifests and in files of measurements. */
final class MeasurementJson {
    private MeasurementJson() {}

    static Measurement parse(JsonFields fields) {
        return new Measurement(
                fields.text("name"),
                fields.number("value"),
                fields.optionalText("unit"),
                fields.optionalNumber("target"),
                fields.text("command"));
    }

    static void render(Measurement measurement, ObjectNode object) {
        object.put("name", measurement.name());
        object.put("value", measurement.value());
        measurement.unit().ifPresent(unit -> object.put("unit", unit));
        measurement.target().ifPresent(target -> object.put("target", target));
        object.put("command", measurement.command());
    }
}
