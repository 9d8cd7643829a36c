package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Walks several pictures at once: each has a search of its own, the objective is asked about all of them together.
 * Pictures stay in the Java heap, only what the model is shown of them becomes a tensor. Belongs to one thread.
 */
final class SearchRun {
    private final NDManager owner;
    private final InputView view;
    private final float[] scratch;
    private List<Walk> walks;

    private SearchRun(NDManager owner, InputView view, List<Walk> walks) {
        this.owner = owner;
        this.view = view;
        this.walks = walks;
        this.scratch = new float[walks.get(0).best().length];
    }

    /**
     * @param owner of what a look needs, for as long as it takes
     * @param originals [N, 3, H, W] in [0, 1]; not needed any more
     * @param starts where to look first, the same shape, brought into the budget; unless given, the attack chooses
     * @param dice of a row of the originals
     */
    static SearchRun of(
            NDManager owner,
            IterativeAttack attack,
            InputView view,
            Budget budget,
            NDArray originals,
            Optional<NDArray> starts,
            IntFunction<SplittableRandom> dice) {
        Shape shape = originals.getShape();
        if (shape.dimension() != 4 || shape.get(1) != 3) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "attack on pictures of shape %s, needs [N, 3, H, W]".formatted(shape));
        }
        int height = Math.toIntExact(shape.get(2));
        int width = Math.toIntExact(shape.get(3));
        List<float[]> pictures = Rows.split(originals);
        Optional<List<float[]>> points = starts.map(Rows::split);
        List<Walk> walks = IntStream.range(0, pictures.size())
                .mapToObj(row -> new Walk(
                        attack,
                        new Neighbourhood(budget, width, height, pictures.get(row), dice.apply(row)),
                        view,
                        points.map(all -> all.get(row))))
                .toList();
        return new SearchRun(owner, view, walks);
    }

    /** @return one a picture, in order */
    List<Walk> walks() {
        return walks;
    }

    /** Asks for the objective at the current points. */
    void look(Objective objective, boolean withGradients) {
        try (NDManager step = owner.newSubManager()) {
            if (withGradients) {
                lookWithGradients(shown(step), objective);
            } else {
                float[] values = Gradients.withoutRecording(
                        () -> objective.of(shown(step)).toFloatArray());
                for (int row = 0; row < values.length; row++) {
                    walks.get(row).found(values[row], Optional.empty());
                }
            }
        }
    }

    /** Goes where the searches want to look next. */
    void move() {
        walks.forEach(Walk::move);
    }

    /** Goes on with these rows alone. */
    void keep(int[] rows) {
        walks = Arrays.stream(rows).mapToObj(walks::get).toList();
    }

    /** @return [N, 3, S, S], what the model is shown of the points; belongs to the step */
    private NDArray shown(NDManager step) {
        float[] inputs = new float[walks.size() * view.samples()];
        for (int row = 0; row < walks.size(); row++) {
            System.arraycopy(walks.get(row).shown(), 0, inputs, row * view.samples(), view.samples());
        }
        return Tensors.of(step, new Shape(walks.size(), 3, view.height(), view.width()), inputs);
    }

    private void lookWithGradients(NDArray inputs, Objective objective) {
        NDArray leaf = Gradients.leaf(inputs);
        NDArray found = Gradients.recording(() -> objective.of(leaf));
        float[] values = found.toFloatArray();
        Gradients.backward(Gradients.recording(found::sum));
        float[] gradients = leaf.getGradient().toFloatArray();
        for (int row = 0; row < values.length; row++) {
            float[] own = Arrays.copyOfRange(gradients, row * view.samples(), (row + 1) * view.samples());
            walks.get(row).found(values[row], Optional.of(new Slope(view, own, scratch)));
        }
    }
}
