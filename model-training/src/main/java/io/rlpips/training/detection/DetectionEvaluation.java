package io.rlpips.training.detection;

import com.fasterxml.jackson.core.type.TypeReference;
import io.rlpips.metric.bundle.CalibrationCurve;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.view.ViewSet;
import io.rlpips.training.distortion.StandardEdit;
import io.rlpips.training.distortion.StandardEdits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How well a model detects: thresholds set at a stated rate of false matches on unrelated pictures, then recall under
 * edits and resistance to attacks at that threshold. Stages that are finished in the plan's folder are not repeated.
 */
public final class DetectionEvaluation {
    private static final TypeReference<List<Figure>> FIGURES = new TypeReference<>() {};
    private static final TypeReference<FalseMatches> FALSE_MATCHES = new TypeReference<>() {};

    private final DetectionPlan plan;
    private final DetectionData data;
    private final EvaluationListener listener;

    /** @param data shared between models, so that pictures are read once */
    public DetectionEvaluation(DetectionPlan plan, DetectionData data, EvaluationListener listener) {
        this.plan = plan;
        this.data = data;
        this.listener = listener;
    }

    /**
     * Measures one model.
     *
     * @param name of the model in tables, and of its folder
     * @return figures in the order of the tables
     * @throws RlpipsException INVALID_ARGUMENT where too few pairs were compared for the plan's false-match rate
     */
    public List<Figure> measure(String name, ModelBundle bundle) {
        TorchEngine.start().useIntraOpThreads(1);
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU);
                ParallelWork workers = new ParallelWork(plan.threads())) {
            return new Run(model, workers, new StageFolder(plan.out().resolve(name), bundle.modelHash())).measure();
        }
    }

    /**
     * What a match is.
     *
     * @param threshold of the distance over the views, handicaps included
     */
    private record Judgment(ViewScheme views, double threshold) {}

    /** One model's. */
    private final class Run {
        private final PerceptualModel model;
        private final ParallelWork workers;
        private final StageFolder stages;

        Run(PerceptualModel model, ParallelWork workers, StageFolder stages) {
            this.model = model;
            this.workers = workers;
            this.stages = stages;
        }

        List<Figure> measure() {
            List<Figure> figures = new ArrayList<>();
            FalseMatches matches = falseMatches(ViewScheme.ONE_VIEW);
            Judgment oneView = judgment(ViewScheme.ONE_VIEW, matches, figures);
            ViewScheme views = plan.wants(DetectionStage.VIEWS)
                    ? ViewScheme.referenceViews(handicap(matches.curve()))
                    : ViewScheme.ONE_VIEW;
            if (plan.wants(DetectionStage.RECALL)) {
                figures.addAll(recall(oneView, StandardEdits.ONE_VIEW));
            }
            Optional<Judgment> severalViews = Optional.empty();
            if (plan.wants(DetectionStage.VIEWS)) {
                severalViews = Optional.of(judgment(views, falseMatches(views), figures));
                figures.addAll(recall(severalViews.get(), everyEdit()));
            }
            attack(figures, oneView, severalViews);
            return figures;
        }

        private double handicap(CalibrationCurve curve) {
            int views = ViewSet.STANDARD.views().size();
            return ViewThresholds.of(curve, plan.falseMatchRate(), views, plan.asIsShare())
                    .handicap();
        }

        private void attack(List<Figure> figures, Judgment oneView, Optional<Judgment> severalViews) {
            try (AttackWork work = new AttackWork(model.bundle(), workers, stages, plan.seed(), listener)) {
                AttackStudy study = new AttackStudy(new PictureEmbedding(model, workers), work, plan.attacks(), data);
                if (plan.wants(DetectionStage.EVASION)) {
                    figures.addAll(study.evasion(oneView.views(), oneView.threshold()));
                    severalViews.ifPresent(
                            several -> figures.addAll(study.evasion(several.views(), several.threshold())));
                }
                if (plan.wants(DetectionStage.EDITED)) {
                    figures.addAll(study.edited(oneView.views(), oneView.threshold()));
                }
                if (plan.wants(DetectionStage.FRAMING)) {
                    figures.addAll(study.framing(oneView.threshold(), stages, listener));
                }
                if (plan.wants(DetectionStage.CHECKS)) {
                    figures.addAll(new MaskingChecks(model, work, plan.attacks(), data).measure(oneView.threshold()));
                }
            }
        }

        /** Those that are about views first, then the others. */
        private static List<StandardEdit> everyEdit() {
            List<String> known =
                    StandardEdits.SEVERAL_VIEWS.stream().map(StandardEdit::name).toList();
            return Stream.concat(
                            StandardEdits.SEVERAL_VIEWS.stream(),
                            StandardEdits.ONE_VIEW.stream().filter(edit -> !known.contains(edit.name())))
                    .toList();
        }

        private FalseMatches falseMatches(ViewScheme views) {
            Map<String, Object> settings = new TreeMap<>(data.sources().calibration());
            settings.putAll(data.calibrationContent());
            settings.put("views", views.describe());
            settings.put("seed", plan.seed());
            settings.put("rates", plan.rates());
            settings.put("kept", FalseMatches.KEPT);
            return stages.result(
                    "threshold " + views.name(),
                    settings,
                    FALSE_MATCHES,
                    () -> new FalseMatchStudy(
                                    new PictureEmbedding(model, workers), stages.folder(), plan.rates(), plan.seed())
                            .measure(views, data.background(), data.others(), listener));
        }

        private Judgment judgment(ViewScheme views, FalseMatches matches, List<Figure> figures) {
            figures.addAll(ThresholdFigures.of(matches, views, plan.falseMatchRate()));
            return new Judgment(views, matches.at(plan.falseMatchRate()).distance());
        }

        private List<Figure> recall(Judgment judgment, List<StandardEdit> edits) {
            ViewScheme views = judgment.views();
            double threshold = judgment.threshold();
            String name = views.name();
            Map<String, Object> settings = new TreeMap<>();
            settings.put("views", views.describe());
            settings.put("threshold", threshold);
            settings.put("seed", plan.seed());
            settings.put("edits", edits.stream().map(edit -> described(edit)).toList());
            RecallStudy study = new RecallStudy(model, workers, plan.seed());
            List<Figure> figures = new ArrayList<>();
            figures.addAll(stages.result(
                    "recall " + name + " photos",
                    with(settings, data.sources().photosDescribed(), data.photosContent()),
                    FIGURES,
                    () -> study.measure(
                            "Recall, " + name + ", photos", views, edits, data.photos(), threshold, listener)));
            figures.addAll(stages.result(
                    "recall " + name + " native",
                    with(settings, data.sources().nativesDescribed(), data.nativesContent()),
                    FIGURES,
                    () -> study.measure(
                            "Recall, " + name + ", native pictures",
                            views,
                            edits,
                            data.natives(),
                            threshold,
                            listener)));
            return figures;
        }

        private String described(StandardEdit edit) {
            return edit.name() + " " + new TreeMap<>(edit.with(plan.seed()).parameters());
        }

        private static Map<String, Object> with(
                Map<String, Object> settings, Map<String, String> described, Map<String, String> content) {
            Map<String, Object> all = new TreeMap<>(settings);
            all.putAll(described);
            all.putAll(content);
            return all;
        }
    }
}
