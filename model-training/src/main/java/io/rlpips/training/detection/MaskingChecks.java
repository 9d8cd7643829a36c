package io.rlpips.training.detection;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.training.attack.AutoProjectedGradient;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.IterativeAttack;
import io.rlpips.training.attack.SquareAttack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a model only hides its gradients. If it did, more steps or more starts would help, an attack without gradients
 * or one made on another model would do better, and a budget at which a picture is hardly recognisable might not suffice
 * (Athalye et al. 2018). All on the same photos, one run each but where more starts are the question.
 */
final class MaskingChecks {
    private static final String TABLE = "Checks for masked gradients, evaded";
    private static final Budget BUDGET = BudgetFigures.levels(8);
    private static final Budget MUST_SUCCEED = BudgetFigures.levels(64);
    private static final int MORE_STEPS = 3;
    /** So many times the restarts that the tables of evasion are made with. */
    private static final int MORE_RESTARTS = 2;

    private final PerceptualModel model;
    private final AttackWork work;
    private final AttackPlan plan;
    private final List<NamedPicture> photos;
    private final String described;
    private final Map<String, String> content;

    MaskingChecks(PerceptualModel model, AttackWork work, AttackPlan plan, DetectionData data) {
        this.model = model;
        this.work = work;
        this.plan = plan;
        this.photos = PictureSelection.first(plan.checkedPictures()).of(data.photos());
        this.described = "first %d of the %s"
                .formatted(photos.size(), data.sources().photosDescribed().get("photos"));
        this.content = data.photosContent();
    }

    List<Figure> measure(double threshold) {
        IterativeAttack attack = new AutoProjectedGradient(plan.steps());
        List<Figure> figures = new ArrayList<>();
        int restarts = MORE_RESTARTS * plan.restarts();
        figures.addAll(series("", attack, 1, BUDGET, threshold));
        figures.addAll(series(
                "%d times the steps, ".formatted(MORE_STEPS),
                new AutoProjectedGradient(MORE_STEPS * plan.steps()),
                1,
                BUDGET,
                threshold));
        figures.addAll(series("%d restarts, ".formatted(restarts), attack, restarts, BUDGET, threshold));
        figures.addAll(series(
                "black box, %d queries, ".formatted(plan.squareQueries()),
                new SquareAttack(plan.squareQueries()),
                1,
                BUDGET,
                threshold));
        plan.otherModel().ifPresent(other -> figures.addAll(transferred(other, attack, threshold)));
        if (plan.fullSizePictures() > 0) {
            figures.addAll(fullSize(attack, threshold));
        }
        figures.addAll(series("must succeed: ", attack, 1, MUST_SUCCEED, threshold));
        return figures;
    }

    private List<Figure> series(String prefix, IterativeAttack attack, int restarts, Budget budget, double threshold) {
        return new EvasionSeries(
                        TABLE,
                        prefix,
                        ViewScheme.ONE_VIEW,
                        threshold,
                        NamedAttack.unnamed(attack),
                        restarts,
                        List.of(budget),
                        Map.of("photos", described),
                        content,
                        photos,
                        photos)
                .measure(work, model.inputSize());
    }

    private List<Figure> transferred(ModelBundle other, IterativeAttack attack, double threshold) {
        if (other.manifest().inputSize() != model.inputSize()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "attacks made on %s at %d pixels cannot be tried on %s, which takes %d"
                            .formatted(
                                    other.modelId(), other.manifest().inputSize(), model.modelId(), model.inputSize()));
        }
        Map<String, String> conditions = conditions(attack, threshold, photos.size());
        conditions.put("made on", "%s %s".formatted(other.modelId(), other.modelHash()));
        try (NDManager manager = TorchEngine.start().newManager(DeviceChoice.CPU)) {
            TransferredAttack transferred = new TransferredAttack(
                    picture -> ViewScheme.modelInput(photos.get(picture).picture(), model.inputSize()),
                    PerceptualModel.lpips(other, manager),
                    attack,
                    threshold,
                    BUDGET);
            String prefix = "made on %s, ".formatted(other.modelId());
            int[] counts = work.count(TABLE + " transferred", settings(conditions), photos.size(), 1, transferred);
            return BudgetFigures.of(TABLE, prefix, "", List.of(BUDGET), counts, photos.size(), conditions);
        }
    }

    private List<Figure> fullSize(IterativeAttack attack, double threshold) {
        List<NamedPicture> chosen =
                PictureSelection.first(plan.fullSizePictures()).of(photos);
        Map<String, String> conditions = conditions(attack, threshold, chosen.size());
        FullSizeAttack fullSize = new FullSizeAttack(
                model.bundle(), picture -> chosen.get(picture).picture(), attack, threshold, BUDGET);
        int[] counts = work.count(TABLE + " full size", settings(conditions), chosen.size(), 1, fullSize);
        return BudgetFigures.of(TABLE, "at full size, ", "", List.of(BUDGET), counts, chosen.size(), conditions);
    }

    /** What a check depends on beyond what its table says of it. */
    private Map<String, String> settings(Map<String, String> conditions) {
        Map<String, String> settings = new TreeMap<>(conditions);
        settings.putAll(content);
        return settings;
    }

    private Map<String, String> conditions(IterativeAttack attack, double threshold, int pictures) {
        Map<String, String> conditions = new TreeMap<>();
        conditions.put("photos", "%d: %s".formatted(pictures, described));
        conditions.put("attack", attack.describe());
        conditions.put("restarts", "1");
        conditions.put("threshold", String.valueOf(threshold));
        return conditions;
    }
}
