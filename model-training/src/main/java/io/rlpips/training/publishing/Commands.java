package io.rlpips.training.publishing;

import io.rlpips.training.backbone.TrainingRecipe;
import io.rlpips.training.backbone.TrainingReport;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The command lines a manifest quotes. Files are named without the path to them, which means nothing elsewhere; what has
 * no option of its own is among the details.
 */
final class Commands {
    private Commands() {}

    static String train(TrainingReport report) {
        TrainingRecipe recipe = report.recipe();
        return "./rlpips train backbone --data %s --run RUN --epochs %d --batch-size %d --seed %d"
                .formatted(report.data(), recipe.epochs(), recipe.batchSize(), recipe.seed());
    }

    /** Publishing reads what training wrote to BUNDLE, so the bundle it makes is called PUBLISHED there. */
    static String publish(PublishSettings settings) {
        boolean run = settings.source() instanceof PublishSource.FinishedRun;
        StringBuilder command = new StringBuilder("./rlpips model publish")
                .append(run ? " --run RUN" : " --from BUNDLE")
                .append(" --data ")
                .append(name(settings.data()))
                .append(" --background ")
                .append(name(settings.background()))
                .append(run ? " --out BUNDLE" : " --out PUBLISHED");
        settings.modelId().ifPresent(id -> command.append(" --model-id ").append(id));
        command.append(" --false-match-rate ").append(settings.falseMatchRate());
        command.append(" --projection-dims ").append(settings.projectionDimensions());
        command.append(" --projection-format ")
                .append(settings.projectionFormat().label());
        command.append(" --precision ").append(settings.precision().label());
        settings.measurements().forEach(file -> command.append(" --metrics ").append(name(file)));
        return command.toString();
    }

    static Map<String, String> details(TrainingReport report) {
        TrainingRecipe recipe = report.recipe();
        Map<String, String> details = new TreeMap<>();
        details.put("architecture", "AlexNet, batch normalisation folded into the convolutions");
        details.put("optimiser", "AdamW, linear warm-up, cosine decay");
        details.put("peakLearningRate", String.valueOf(recipe.peakLearningRate()));
        details.put("warmUpEpochs", String.valueOf(recipe.warmUpEpochs()));
        details.put("weightDecay", String.valueOf(recipe.weightDecay()));
        details.put("labelSmoothing", String.valueOf(recipe.labelSmoothing()));
        details.put("dropout", String.valueOf(recipe.dropout()));
        details.put(
                "augmentation",
                String.format(
                        Locale.ROOT,
                        "crop area %.2f-1, ratio up to %.3f, mirror, brightness %.2f, contrast %.2f, colour %.2f",
                        recipe.augmentation().smallestArea(),
                        recipe.augmentation().widestRatio(),
                        recipe.augmentation().brightness(),
                        recipe.augmentation().contrast(),
                        recipe.augmentation().colour()));
        details.put(
                "heads",
                "one constant a tap: taps contribute alike to a mean unrelated distance of "
                        + HeadBalancer.MEAN_DISTANCE);
        return details;
    }

    /** @return the file's name without the path to it */
    static String name(Path path) {
        return path.toAbsolutePath().normalize().getFileName().toString();
    }
}
