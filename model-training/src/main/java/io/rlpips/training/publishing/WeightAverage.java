package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.Manifest;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Training;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.WeightTensor;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The model halfway, or some other part of the way, between models that were trained from one another: weight by weight
 * their mean. Between models of one origin there are often some that have most of what each is better at (Wortsman et al.,
 * arXiv 2109.01903 and 2203.05482); whether there are, only measuring tells. Of models that share no origin the mean is
 * worth nothing.
 */
public final class WeightAverage {
    private static final String RECIPE = "weight average";

    private WeightAverage() {}

    /**
     * @param bundle one of the models
     * @param share of its weights in the mean, relative to the other shares; above 0
     */
    public record Part(ModelBundle bundle, double share) {
        /** @throws RlpipsException INVALID_ARGUMENT where the share is no number above 0 */
        public Part {
            if (!(share > 0) || Double.isInfinite(share)) {
                throw invalid("the share of %s is %s, needs a number above 0", bundle.modelId(), share);
            }
        }
    }

    /**
     * @param parts two or more, of one backbone and input size
     * @param command that averages them again, for the manifest
     * @return in float32, without calibration, threshold and projection, which are its own to be measured; its parent is
     *     the model with the largest share, the first of several
     * @throws RlpipsException INVALID_ARGUMENT where there is only one, or they differ in backbone or input size
     */
    public static ModelBundle of(List<Part> parts, String modelId, String command) {
        requireAlike(parts);
        Manifest parent = parts.stream()
                .max(Comparator.comparingDouble(Part::share))
                .orElseThrow()
                .bundle()
                .manifest();
        Manifest described = Manifest.describing(modelId, parent.backbone(), parent.inputSize(), RECIPE)
                .withParent(parent.modelId());
        if (parent.training().isPresent()) {
            described = described.withTraining(training(parent.training().get(), parts, command));
        }
        return new ModelBundle(described, means(parts));
    }

    private static Map<String, WeightTensor> means(List<Part> parts) {
        Map<String, WeightTensor> means = new LinkedHashMap<>();
        parts.get(0).bundle().tensors().keySet().forEach(name -> means.put(name, mean(parts, name)));
        return means;
    }

    /** Weights that are alike in all models stay as they are, whatever shares round to. */
    private static WeightTensor mean(List<Part> parts, String name) {
        WeightTensor first = parts.get(0).bundle().tensors().get(name);
        double shares = parts.stream().mapToDouble(Part::share).sum();
        double[] moved = new double[first.values().length];
        for (Part part : parts) {
            float[] values = part.bundle().tensors().get(name).values();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += part.share() / shares * ((double) values[i] - first.values()[i]);
            }
        }
        float[] mean = new float[moved.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (first.values()[i] + moved[i]);
        }
        return new WeightTensor(first.shape().clone(), mean);
    }

    /** No training of its own: what it was trained on and how is what its parts were. */
    private static Training training(Training parent, List<Part> parts, String command) {
        Map<String, String> details = new TreeMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Manifest manifest = parts.get(i).bundle().manifest();
            String how = manifest.training()
                    .map(training -> ", seed " + training.seed() + ": " + training.command())
                    .orElse("");
            details.put(
                    "model " + (i + 1),
                    "share %s of %s, hash %s%s"
                            .formatted(
                                    parts.get(i).share(),
                                    manifest.modelId(),
                                    parts.get(i).bundle().modelHash(),
                                    how));
        }
        return new Training(parent.data(), parent.pictures(), parent.seed(), parent.epochs(), command, details);
    }

    private static void requireAlike(List<Part> parts) {
        if (parts.size() < 2) {
            throw invalid("an average needs two models or more, there is %d", parts.size());
        }
        Map<String, List<String>> kinds = parts.stream()
                .map(part -> part.bundle().manifest())
                .collect(Collectors.groupingBy(
                        manifest ->
                                "%s of %d pixels".formatted(manifest.backbone().label(), manifest.inputSize()),
                        LinkedHashMap::new,
                        Collectors.mapping(Manifest::modelId, Collectors.toList())));
        if (kinds.size() > 1) {
            throw invalid("only models of one backbone and input size can be averaged: %s", kinds);
        }
    }

    private static RlpipsException invalid(String format, Object... arguments) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, format.formatted(arguments));
    }
}
