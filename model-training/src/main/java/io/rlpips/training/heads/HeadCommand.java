package io.rlpips.training.heads;

import io.rlpips.training.data.Split;
import io.rlpips.training.heads.adversary.Adversary;
import java.util.Locale;

/**
 * The command line a manifest quotes. Files are named without the path to them, which means nothing elsewhere; the parent
 * by its model id.
 */
final class HeadCommand {
    private HeadCommand() {}

    static String of(HeadSettings settings, HeadReport report) {
        HeadRecipe recipe = report.recipe();
        Schedule schedule = recipe.schedule();
        return "./rlpips train %s --data %s%s --from %s --heads %s%s --epochs %d --decay-epochs %d --batch-size %d --learning-rate %s --dropout %s --held-back %d%s --patience %d --seed %d --run RUN --out BUNDLE --model-id %s"
                .formatted(
                        scope(recipe.scope()),
                        report.triplets().data(),
                        report.triplets().perFamily() == 0
                                ? ""
                                : " --per-family " + report.triplets().perFamily(),
                        report.parent(),
                        lower(recipe.headStart()),
                        adversary(recipe.adversary()),
                        schedule.epochs(),
                        schedule.decayEpochs(),
                        schedule.batchSize(),
                        schedule.learningRate(),
                        recipe.dropout(),
                        recipe.validation().heldBack(),
                        recipe.validation().part() == Split.VAL ? " --validate-on val" : "",
                        recipe.validation().patience(),
                        recipe.seed(),
                        settings.modelId());
    }

    private static String scope(Scope scope) {
        return switch (scope) {
            case HEADS -> "heads";
            case TUNE -> "tune";
            case SCRATCH -> "tune --scratch";
        };
    }

    private static String adversary(Adversary adversary) {
        if (!adversary.attacks()) {
            return " --attack none";
        }
        return " --attack %s --epsilon %s --perturb %s --recipe %s --steps %d"
                .formatted(
                        lower(adversary.threat()),
                        adversary.epsilon(),
                        lower(adversary.perturbed()),
                        lower(adversary.procedure()),
                        adversary.steps());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
