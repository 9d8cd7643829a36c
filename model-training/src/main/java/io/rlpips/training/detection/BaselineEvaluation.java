package io.rlpips.training.detection;

import com.fasterxml.jackson.core.type.TypeReference;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.baseline.Baseline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What a published measure finds of the same edits, its threshold set on the same pairs of unrelated pictures at the same
 * rate of false matches. It is shown what a model would be shown. There is no shortcut here: every pair is compared, so
 * the time goes with the product of both lists, and the slow measures want short ones.
 */
public final class BaselineEvaluation {
    private static final TypeReference<FalseMatches> FALSE_MATCHES = new TypeReference<>() {};

    private final DetectionPlan plan;
    private final DetectionData data;
    private final int inputSize;
    private final EvaluationListener listener;

    /** @param inputSize side of the pictures that are compared, that of a model's input */
    public BaselineEvaluation(DetectionPlan plan, DetectionData data, int inputSize, EvaluationListener listener) {
        this.plan = plan;
        this.data = data;
        this.inputSize = inputSize;
        this.listener = listener;
    }

    /** @return thresholds and recall, in the tables of the models */
    public ModelFigures measure(Baseline baseline) {
        try (ParallelWork workers = new ParallelWork(plan.threads())) {
            FalseMatches matches = falseMatches(baseline, workers);
            double threshold = matches.at(plan.falseMatchRate()).distance();
            List<Figure> figures = new ArrayList<>(ThresholdFigures.of(matches));
            if (plan.wants(DetectionStage.RECALL)) {
                figures.addAll(recall(baseline, workers, "photos", data.photos(), threshold));
                figures.addAll(recall(baseline, workers, "native pictures", data.natives(), threshold));
            }
            return new ModelFigures(
                    baseline.name(),
                    "%s at %d x %d (%s)".formatted(baseline.name(), inputSize, inputSize, baseline.unit()),
                    "",
                    figures);
        }
    }

    private FalseMatches falseMatches(Baseline baseline, ParallelWork workers) {
        Map<String, Object> settings = new TreeMap<>(data.sources().calibration());
        settings.putAll(data.calibrationContent());
        settings.put("size", inputSize);
        settings.put("seed", plan.seed());
        settings.put("rates", plan.rates());
        StageFolder stages = new StageFolder(plan.out().resolve(baseline.name()), baseline.identity());
        return stages.result("threshold", settings, FALSE_MATCHES, () -> {
            List<NamedPicture> background = data.background();
            List<NamedPicture> others = data.others();
            PairSample sample = sample(baseline, workers, background, others);
            return new FalseMatches(
                    ViewScheme.ONE_VIEW.name(),
                    background.size(),
                    others.size(),
                    FalseMatchStudy.RESAMPLINGS,
                    FalseMatchStudy.thresholds(sample, plan.rates(), plan.seed()),
                    sample.curve(),
                    FalseMatchStudy.named(sample, background, others));
        });
    }

    private PairSample sample(
            Baseline baseline, ParallelWork workers, List<NamedPicture> background, List<NamedPicture> others) {
        List<RgbImage> references = inputs(workers, background);
        List<RgbImage> queries = inputs(workers, others);
        SmallestPairs smallest =
                new SmallestPairs(FalseMatchStudy.kept((long) references.size() * queries.size(), plan.rates()));
        AtomicInteger done = new AtomicInteger();
        workers.map(IntStream.range(0, references.size()).boxed().toList(), reference -> {
            double[] distances = queries.stream()
                    .mapToDouble(query -> baseline.distance(references.get(reference), query))
                    .toArray();
            synchronized (smallest) {
                for (int query = 0; query < distances.length; query++) {
                    if (distances[query] < smallest.bound(reference)) {
                        smallest.offer(new PicturePair(distances[query], reference, query));
                    }
                }
                listener.progress("comparing pictures", done.incrementAndGet(), references.size());
            }
            return reference;
        });
        return new PairSample(references.size(), queries.size(), smallest.sorted());
    }

    private List<RgbImage> inputs(ParallelWork workers, List<NamedPicture> pictures) {
        return workers.map(pictures, picture -> ViewScheme.modelInput(picture.picture(), inputSize));
    }

    private List<Figure> recall(
            Baseline baseline, ParallelWork workers, String what, List<NamedPicture> pictures, double threshold) {
        return new PairwiseRecall(workers, plan.seed())
                .measure(
                        what,
                        pictures,
                        original -> {
                            RgbImage known = ViewScheme.modelInput(original, inputSize);
                            return copy ->
                                    baseline.distance(known, ViewScheme.modelInput(copy, inputSize)) <= threshold;
                        },
                        Map.of("threshold", String.valueOf(threshold)));
    }
}
