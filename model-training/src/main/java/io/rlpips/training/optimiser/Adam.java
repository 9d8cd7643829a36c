package io.rlpips.training.optimiser;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.WeightTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam (Kingma & Ba 2015), with decoupled weight decay (Loshchilov & Hutter 2019) over named parameters. DJL's own optimiser hides its moments, and a run that resumes
 * needs them. Not thread-safe; its arrays belong to the manager it was given.
 */
public final class Adam {
    private static final double STANDARD_BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final float EPSILON = 1e-8f;
    private static final float NO_CLIPPING = -1;
    private static final String FIRST = "adam.first.";
    private static final String SECOND = "adam.second.";

    private final Map<String, NDArray> parameters;
    private final float weightDecay;
    private final double beta1;
    private final Map<String, NDArray> firstMoments = new LinkedHashMap<>();
    private final Map<String, NDArray> secondMoments = new LinkedHashMap<>();
    private long steps;

    /** Adam with the usual first beta of 0.9; as {@link #Adam(NDManager, Map, double, double)}. */
    public Adam(NDManager manager, Map<String, NDArray> parameters, double weightDecay) {
        this(manager, parameters, weightDecay, STANDARD_BETA_1);
    }

    /**
     * @param manager owns the moments
     * @param parameters with gradients required; those with one axis (biases, normalisation) do not decay
     * @param beta1 decay of the first moment a step, 0 to below 1
     */
    public Adam(NDManager manager, Map<String, NDArray> parameters, double weightDecay, double beta1) {
        this.beta1 = beta1;
        this.parameters = parameters;
        this.weightDecay = (float) weightDecay;
        parameters.forEach((name, parameter) -> {
            firstMoments.put(name, manager.zeros(parameter.getShape()));
            secondMoments.put(name, manager.zeros(parameter.getShape()));
        });
    }

    public long steps() {
        return steps;
    }

    /** Applies the gradients that have been gathered, and clears them. */
    public void step(double learningRate) {
        steps++;
        double corrected = learningRate * Math.sqrt(1 - Math.pow(BETA_2, steps)) / (1 - Math.pow(beta1, steps));
        Gradients.withoutRecording(() -> {
            parameters.forEach((name, parameter) -> update(name, parameter, (float) learningRate, (float) corrected));
            return steps;
        });
    }

    private void update(String name, NDArray parameter, float learningRate, float corrected) {
        float decay = parameter.getShape().dimension() > 1 ? weightDecay : 0;
        try (NDArray gradient = parameter.getGradient()) {
            parameter
                    .getNDArrayInternal()
                    .adamUpdate(
                            new NDList(parameter, gradient, firstMoments.get(name), secondMoments.get(name)),
                            new NDList(parameter),
                            learningRate,
                            corrected,
                            decay,
                            1,
                            NO_CLIPPING,
                            (float) beta1,
                            (float) BETA_2,
                            EPSILON,
                            false,
                            true);
        }
    }

    /** @return the moments, copied */
    public Map<String, WeightTensor> tensors() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        firstMoments.forEach((name, array) -> tensors.put(FIRST + name, WeightTensors.download(array)));
        secondMoments.forEach((name, array) -> tensors.put(SECOND + name, WeightTensors.download(array)));
        return tensors;
    }

    /** Goes back to the state of {@link #tensors} and {@link #steps}. */
    public void restore(NDManager manager, Map<String, WeightTensor> tensors, long stepsDone) {
        restore(manager, FIRST, firstMoments, tensors);
        restore(manager, SECOND, secondMoments, tensors);
        steps = stepsDone;
    }

    private static void restore(
            NDManager manager, String prefix, Map<String, NDArray> moments, Map<String, WeightTensor> tensors) {
        moments.replaceAll((name, old) -> {
            WeightTensor tensor = tensors.get(prefix + name);
            if (tensor == null) {
                throw new RlpipsException(
                        FailureCategory.INVALID_WEIGHTS, "the optimiser's tensor '" + prefix + name + "' is missing");
            }
            old.close();
            return Tensors.of(manager, tensor.shape(), tensor.values());
        });
    }
}
