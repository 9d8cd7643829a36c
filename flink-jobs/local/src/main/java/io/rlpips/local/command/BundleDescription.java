package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ProjectionNotes;
import io.rlpips.metric.bundle.Training;
import io.rlpips.metric.view.ViewSet;
import io.rlpips.training.registry.RegisteredModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A bundle in words. */
final class BundleDescription {
    private static final String METRICS = "metrics";

    private BundleDescription() {}

    static void print(Console console, ModelBundle bundle, boolean json) {
        print(console, bundle, json, Optional.empty());
    }

    static void print(Console console, ModelBundle bundle, boolean json, Optional<RegisteredModel> registered) {
        Map<String, Object> facts = facts(bundle);
        registered.ifPresent(entry -> facts.put("registered", registered(entry)));
        if (json) {
            console.resultJson(facts);
            return;
        }
        facts.forEach((name, value) -> {
            if (name.equals(METRICS)) {
                measured(console, bundle.manifest().metrics());
            } else if (value instanceof Map<?, ?> entries) {
                console.result(name + ":");
                entries.forEach((key, entry) -> console.result("  " + Console.oneLine(key + ": " + entry)));
            } else {
                console.result(Console.oneLine(name + ": " + value));
            }
        });
    }

    /** Many figures come from one command: it is printed once, below them. */
    private static void measured(Console console, List<Measurement> measurements) {
        List<String> commands =
                measurements.stream().map(Measurement::command).distinct().toList();
        console.result(METRICS + (measurements.isEmpty() ? ": none" : ":"));
        for (Measurement figure : measurements) {
            String unit = figure.unit().map(name -> " " + name).orElse("");
            String target = figure.target().map(aim -> ", target " + aim + unit).orElse("");
            console.result("  "
                    + Console.oneLine("%s: %s%s%s  (%d)"
                            .formatted(
                                    figure.name(),
                                    figure.value(),
                                    unit,
                                    target,
                                    commands.indexOf(figure.command()) + 1)));
        }
        for (int i = 0; i < commands.size(); i++) {
            console.result("  " + Console.oneLine("(%d) %s".formatted(i + 1, commands.get(i))));
        }
    }

    static Map<String, Object> registered(RegisteredModel entry) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("location", entry.location());
        facts.put("sha256", entry.sha256());
        facts.put("bytes", entry.bytes());
        return facts;
    }

    private static Map<String, Object> facts(ModelBundle bundle) {
        Manifest manifest = bundle.manifest();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("modelId", bundle.modelId());
        facts.put("modelHash", bundle.modelHash());
        facts.put("backbone", manifest.backbone().label());
        facts.put("inputSize", manifest.inputSize());
        facts.put("recipe", manifest.recipe());
        facts.put("precision", manifest.precision().toString());
        manifest.tensorsSha256().ifPresent(digest -> facts.put("tensorsSha256", digest));
        manifest.parent().ifPresent(parent -> facts.put("parent", parent));
        facts.put(
                "recommendedThreshold",
                manifest.recommendedThreshold().map(Object.class::cast).orElse("none"));
        manifest.recommendedThresholds(ViewSet.STANDARD.views().size())
                .ifPresent(thresholds ->
                        facts.put("recommendedThresholdOfOtherViewsWhereAllAreSearched", thresholds.otherViews()));
        manifest.training().ifPresent(training -> facts.put("training", training(training)));
        manifest.calibration().ifPresent(curve -> facts.put("calibration", calibration(curve)));
        manifest.projection().ifPresent(notes -> facts.put("projection", projection(notes)));
        facts.put(
                METRICS,
                manifest.metrics().stream().map(BundleDescription::metric).toList());
        facts.put("createdBy", manifest.createdBy());
        return facts;
    }

    private static Map<String, Object> training(Training training) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("data", training.data());
        facts.put("pictures", training.pictures());
        facts.put("seed", training.seed());
        facts.put("epochs", training.epochs());
        facts.put("command", training.command());
        facts.putAll(training.details());
        return facts;
    }

    private static Map<String, Object> calibration(CalibrationCurve curve) {
        CalibrationCurve.Point lowest = curve.points().get(0);
        CalibrationCurve.Point highest = curve.points().get(curve.points().size() - 1);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("pairs", curve.pairs());
        facts.put("lowestDistance", lowest.distance());
        facts.put("lowestRate", lowest.falseMatchRate());
        facts.put("highestDistance", highest.distance());
        facts.put("highestRate", highest.falseMatchRate());
        return facts;
    }

    private static Map<String, Object> projection(ProjectionNotes notes) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("dimensions", notes.dimensions());
        facts.put("precision", notes.format().label());
        notes.sha256().ifPresent(digest -> facts.put("sha256", digest));
        facts.put("fittedOn", notes.fittedOn());
        facts.put("command", notes.command());
        return facts;
    }

    private static Map<String, Object> metric(Measurement measurement) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", measurement.name());
        facts.put("value", measurement.value());
        measurement.unit().ifPresent(unit -> facts.put("unit", unit));
        measurement.target().ifPresent(target -> facts.put("target", target));
        facts.put("command", measurement.command());
        return facts;
    }
}
