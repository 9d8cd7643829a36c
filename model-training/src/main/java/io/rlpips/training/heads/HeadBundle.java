package io.rlpips.training.heads;

import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Training;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.data.Split;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes the bundle of a finished run: its weights, and how they came about. */
final class HeadBundle {
    private HeadBundle() {}

    /** @param learnt by name; those of the ranking network are left behind */
    static ModelBundle of(HeadSettings settings, HeadReport report, Map<String, WeightTensor> learnt) {
        Map<String, WeightTensor> tensors =
                new LinkedHashMap<>(StartingWeights.of(settings.recipe(), settings.parent()));
        tensors.replaceAll(learnt::getOrDefault);
        tensors.keySet().retainAll(settings.parent().tensors().keySet());
        return new ModelBundle(manifest(settings, report), tensors);
    }

    private static Manifest manifest(HeadSettings settings, HeadReport report) {
        Manifest parent = settings.parent().manifest();
        String command = HeadCommand.of(settings, report);
        return Manifest.describing(
                        settings.modelId(),
                        parent.backbone(),
                        parent.inputSize(),
                        report.recipe().label())
                .withParent(report.parent())
                .withTraining(new Training(
                        report.triplets().describe(report.recipe().validation().part()),
                        3L * report.triplets().training(),
                        report.recipe().seed(),
                        report.history().size(),
                        command,
                        details(report)))
                .withMetrics(measurements(report, command));
    }

    private static Map<String, String> details(HeadReport report) {
        HeadRecipe recipe = report.recipe();
        Map<String, String> details = new TreeMap<>();
        details.put("adversary", recipe.adversary().describe());
        details.put("batchSize", String.valueOf(recipe.schedule().batchSize()));
        details.put("dropout", String.valueOf(recipe.dropout()));
        details.put("headStart", recipe.headStart().name().toLowerCase(Locale.ROOT));
        details.put("keptEpoch", String.valueOf(report.keptEpoch()));
        details.put("learningRate", String.valueOf(recipe.schedule().learningRate()));
        details.put("optimiser", "Adam, betas 0.5 and 0.999, heads clamped at 0 after every step");
        details.put("parentHash", report.parentHash());
        details.put("patience", String.valueOf(recipe.validation().patience()));
        details.put(
                "schedule",
                "%d epochs, then %d of linear decay"
                        .formatted(recipe.schedule().epochs(), recipe.schedule().decayEpochs()));
        details.put("scope", recipe.scope().name().toLowerCase(Locale.ROOT));
        return details;
    }

    private static List<Measurement> measurements(HeadReport report, String command) {
        HeadEpoch kept = report.kept();
        String place = " on %d %s judged by %s"
                .formatted(
                        report.triplets().validation(),
                        report.recipe().validation().part() == Split.TRAIN
                                ? "held-back triplets"
                                : "triplets of 2afc/val",
                        report.triplets().judgedBy().name().toLowerCase(Locale.ROOT));
        List<Measurement> measured = new ArrayList<>();
        add(measured, kept.validation(), place, command);
        if (report.recipe().adversary().attacks()) {
            add(
                    measured,
                    kept.attacked(),
                    place + ", attacked: " + report.recipe().adversary().describe(),
                    command);
        }
        return measured;
    }

    private static void add(List<Measurement> measured, ValidationScore score, String place, String command) {
        measured.add(Measurement.of("2AFC agreement (LPIPS)" + place, score.agreement(), command));
        measured.add(Measurement.of("2AFC agreement (majority)" + place, score.majority(), command));
        measured.add(Measurement.of("ranking loss" + place, score.loss(), command));
    }
}
