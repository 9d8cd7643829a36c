package io.rlpips.training.detection;

import com.fasterxml.jackson.core.type.TypeReference;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.distortion.Crop;
import io.rlpips.training.distortion.Distortion;
import io.rlpips.training.distortion.JpegCompression;
import io.rlpips.training.distortion.Rotation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How often attacks succeed at a threshold: pushing copies out, edited ones too, and pulling pictures in. */
final class AttackStudy {
    private static final TypeReference<List<List<Integer>>> TARGETS = new TypeReference<>() {};

    private static final List<Budget> EVASION_LEVELS =
            List.of(BudgetFigures.levels(4), BudgetFigures.levels(8), BudgetFigures.levels(16));
    private static final List<Budget> EVASION_LENGTHS = List.of(Budget.length(1.0));
    private static final List<Budget> EDITED_LEVELS = List.of(BudgetFigures.levels(8));
    private static final List<Budget> FRAMING_LEVELS = List.of(BudgetFigures.levels(4), BudgetFigures.levels(8));

    private final PictureEmbedding embedding;
    private final AttackWork work;
    private final AttackPlan plan;
    private final DetectionData data;
    private final List<NamedAttack> attacks;

    AttackStudy(PictureEmbedding embedding, AttackWork work, AttackPlan plan, DetectionData data) {
        this.embedding = embedding;
        this.work = work;
        this.plan = plan;
        this.data = data;
        this.attacks =
                plan.kinds().stream().map(kind -> NamedAttack.of(kind, plan)).toList();
    }

    /** @return within 4, 8 and 16/255, and within length 1 */
    List<Figure> evasion(ViewScheme views, double threshold) {
        List<NamedPicture> pictures = data.attacked();
        List<Figure> figures = new ArrayList<>();
        for (NamedAttack attack : attacks) {
            for (List<Budget> budgets : List.of(EVASION_LEVELS, EVASION_LENGTHS)) {
                EvasionSeries series = new EvasionSeries(
                        "Evaded, %s, %s".formatted(attack.box(), views.name()),
                        "",
                        views,
                        threshold,
                        attack,
                        plan.restarts(),
                        budgets,
                        data.sources().attackedDescribed(),
                        data.attackedContent(),
                        pictures,
                        pictures);
                figures.addAll(series.measure(work, inputSize()));
            }
        }
        return figures;
    }

    /** @return each of three edits first, then within 8/255; photos only */
    List<Figure> edited(ViewScheme views, double threshold) {
        List<NamedPicture> originals = data.photos();
        List<Figure> figures = new ArrayList<>();
        edits().forEach((name, edit) -> {
            List<NamedPicture> copies = originals.stream()
                    .map(photo -> new NamedPicture(photo.name(), edit.apply(photo.picture())))
                    .toList();
            for (NamedAttack attack : attacks) {
                EvasionSeries series = new EvasionSeries(
                        "Evaded after an edit, %s, %s".formatted(attack.box(), views.name()),
                        name + ", then ",
                        views,
                        threshold,
                        attack,
                        plan.restarts(),
                        EDITED_LEVELS,
                        data.sources().photosDescribed(),
                        data.photosContent(),
                        originals,
                        copies);
                figures.addAll(series.measure(work, inputSize()));
            }
        });
        return figures;
    }

    private static Map<String, Distortion> edits() {
        Map<String, Distortion> edits = new LinkedHashMap<>();
        edits.put("crop 5 %", new Crop(0.05));
        edits.put("rotate 4", new Rotation(4));
        edits.put("jpeg q10", new JpegCompression(10));
        return edits;
    }

    /** @return within 4 and 8/255, success on any of the nearest references that do not match already; one view */
    List<Figure> framing(double threshold, StageFolder stages, EvaluationListener listener) {
        List<NamedPicture> pictures = data.attacked();
        List<RgbImage> references = pixels(data.others());
        Map<String, String> aims = framingAims(references.size(), threshold);
        Map<String, Object> settings = framingSettings(aims);
        List<List<Integer>> targets = stages.result(
                "framing targets",
                settings,
                TARGETS,
                () -> targets(pixels(pictures), references, threshold, stages, listener));
        return attacks.stream()
                .flatMap(attack -> framed(attack, pictures, references, targets, aims, threshold).stream())
                .toList();
    }

    private List<Figure> framed(
            NamedAttack attack,
            List<NamedPicture> pictures,
            List<RgbImage> references,
            List<List<Integer>> targets,
            Map<String, String> aims,
            double threshold) {
        String table = "Framed, %s, one view".formatted(attack.box());
        Map<String, String> conditions = new TreeMap<>(aims);
        conditions.put("attack", attack.attack().describe());
        conditions.put("restarts", String.valueOf(plan.framingRestarts()));
        Map<String, Object> settings = framingSettings(conditions);
        settings.put("budgets", FRAMING_LEVELS.stream().map(Budget::describe).toList());
        FramingAttack framing = new FramingAttack(
                picture -> input(pictures.get(picture).picture()),
                picture -> targets.get(picture).stream()
                        .map(references::get)
                        .map(this::input)
                        .toList(),
                attack.attack(),
                plan.framingRestarts(),
                threshold,
                FRAMING_LEVELS);
        int[] counts = work.count(attack.stage(table), settings, pictures.size(), FRAMING_LEVELS.size(), framing);
        String suffix = ", any of %d".formatted(plan.framingTargets());
        return BudgetFigures.of(table, attack.prefix(), suffix, FRAMING_LEVELS, counts, pictures.size(), conditions);
    }

    private Map<String, String> framingAims(int references, double threshold) {
        Map<String, String> aims = new TreeMap<>(data.sources().attackedDescribed());
        aims.put("threshold", String.valueOf(threshold));
        aims.put("references", String.valueOf(references));
        aims.put("targets", "%d nearest that do not match".formatted(plan.framingTargets()));
        return aims;
    }

    /** What framing depends on beyond what tables say of it. */
    private Map<String, Object> framingSettings(Map<String, String> conditions) {
        Map<String, Object> settings = new TreeMap<>(conditions);
        settings.put("calibration", data.sources().calibration());
        settings.putAll(data.calibrationContent());
        settings.putAll(data.attackedContent());
        return settings;
    }

    private List<List<Integer>> targets(
            List<RgbImage> pictures,
            List<RgbImage> references,
            double threshold,
            StageFolder stages,
            EvaluationListener listener) {
        NearestNonMatches found = new NearestNonMatches(pictures.size(), plan.framingTargets(), threshold);
        try (PairComparison comparison =
                new PairComparison(embedding, ViewScheme.ONE_VIEW, pictures, stages.folder(), listener)) {
            comparison.collect(references, found, listener);
        }
        if (found.nearest().stream().anyMatch(nearest -> nearest.size() < plan.framingTargets())) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "framing aims at the %d nearest references, a picture has fewer that do not match among %d"
                            .formatted(plan.framingTargets(), references.size()));
        }
        return found.nearest();
    }

    private RgbImage input(RgbImage picture) {
        return ViewScheme.modelInput(picture, inputSize());
    }

    private int inputSize() {
        return embedding.model().inputSize();
    }

    private static List<RgbImage> pixels(List<NamedPicture> pictures) {
        return pictures.stream().map(NamedPicture::picture).toList();
    }
}
