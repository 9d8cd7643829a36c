package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;

/** Rounds attacked samples so that the pictures as stored keep the budget. */
final class EightBits {
    private static final int LEVELS = 255;
    /** 8/255 * 255 is a hair below 8 in binary. */
    private static final double ROUNDING_SLACK = 1e-4;

    private static final double STORABLE_WITHIN = 1e-2;
    private static final int HALVINGS = 16;
    /** How far apart samples of one fraction are drawn, so that some of them can round up and others down. */
    private static final float SPREAD = 0.05f;

    private static final double GOLDEN_RATIO = 0.6180339887498949;

    private EightBits() {}

    /** @throws RlpipsException INVALID_ARGUMENT unless all samples are multiples of 1/255 */
    static void requireStorable(NDArray originals) {
        try (NDManager scratch = originals.getManager().newSubManager()) {
            NDArray levels = Tensors.times(new Held(scratch, originals).in(scratch), LEVELS);
            float worst = levels.sub(levels.round()).abs().max().getFloat();
            if (!(worst <= STORABLE_WITHIN)) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "originals lie up to %s levels off an 8-bit sample, must lie on one".formatted(worst));
            }
        }
    }

    /**
     * @param candidates [N, 3, H, W] inside the budget and the range
     * @param originals the same shape, multiples of 1/255
     * @return multiples of 1/255 inside the budget and the range, in the manager of {@code candidates}
     */
    static NDArray inside(NDArray candidates, NDArray originals, Budget budget) {
        NDArray change = Tensors.times(candidates.sub(originals), LEVELS);
        NDArray stored =
                switch (budget.norm()) {
                    case L_INF -> {
                        double largest = Math.floor(budget.radius() * LEVELS + ROUNDING_SLACK);
                        yield change.round().clip(-largest, largest);
                    }
                    case L_2 -> change.sign().mul(wholeLevels(change.abs(), budget.radius() * LEVELS));
                };
        return Tensors.over(stored.addi(Tensors.times(originals, LEVELS).round()), LEVELS)
                .clip(0, 1);
    }

    /**
     * Rounding to the nearest level would let a long change leave the ball and wipe out one spread thin over a large
     * picture. So the fraction from which a sample rounds up is chosen for each picture such that its change keeps its
     * length as nearly as it can from below.
     */
    private static NDArray wholeLevels(NDArray magnitudes, double radius) {
        NDArray spread = magnitudes.add(spread(magnitudes));
        float[] squares = squares(magnitudes);
        float[] lowest = new float[squares.length];
        float[] fractions = new float[squares.length];
        // from this fraction on nothing rounds up
        Arrays.fill(fractions, 1 + SPREAD);
        for (int halving = 0; halving < HALVINGS; halving++) {
            float[] middle = new float[squares.length];
            for (int row = 0; row < middle.length; row++) {
                middle[row] = (lowest[row] + fractions[row]) / 2;
            }
            float[] lengths = squares(roundedUpFrom(spread, middle));
            for (int row = 0; row < middle.length; row++) {
                boolean fits = lengths[row] <= Math.min(squares[row], radius * radius);
                lowest[row] = fits ? lowest[row] : middle[row];
                fractions[row] = fits ? middle[row] : fractions[row];
            }
        }
        return roundedUpFrom(spread, fractions);
    }

    /** @return [1, 3, H, W], from 0 to below {@link #SPREAD}, neighbours far apart */
    private static NDArray spread(NDArray pictures) {
        Shape shape = pictures.getShape();
        float[] spread = new float[Math.toIntExact(shape.size() / shape.get(0))];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = (float) (i * GOLDEN_RATIO % 1 * SPREAD);
        }
        return pictures.getManager().create(spread, new Shape(1, 3, shape.get(2), shape.get(3)));
    }

    /** @return each magnitude's floor, or its ceiling where its fraction is at least that of the picture */
    private static NDArray roundedUpFrom(NDArray magnitudes, float[] fractions) {
        float[] offsets = new float[fractions.length];
        for (int row = 0; row < offsets.length; row++) {
            offsets[row] = (float) (1 - fractions[row] - ROUNDING_SLACK);
        }
        return magnitudes
                .add(Rows.column(magnitudes.getManager(), offsets))
                .floor()
                .clip(0, LEVELS);
    }

    private static float[] squares(NDArray pictures) {
        return pictures.square().sum(new int[] {1, 2, 3}).toFloatArray();
    }
}
