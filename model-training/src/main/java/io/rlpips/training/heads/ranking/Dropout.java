package io.rlpips.training.heads.ranking;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.SplittableRandom;

/**
 * Inverted dropout: silences a random share of the values and scales up the rest, so that nothing has to be corrected
 * when it is off. Draws from its own stream, call after call; not thread-safe.
 */
public final class Dropout {
    private static final int DECISIONS_A_DRAW = 4;
    private static final int BITS_A_DECISION = Long.SIZE / DECISIONS_A_DRAW;
    private static final int OUTCOMES = 1 << BITS_A_DECISION;

    private final double rate;
    private final SplittableRandom random;

    private Dropout(double rate, SplittableRandom random) {
        this.rate = rate;
        this.random = random;
    }

    /** @return one that changes nothing */
    public static Dropout off() {
        return new Dropout(0, new SplittableRandom(0));
    }

    /** @param rate share that is silenced, 0 to below 1, in steps of 1 / 65,536 */
    public static Dropout of(double rate, SplittableRandom random) {
        if (!(rate >= 0 && rate < 1)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "dropout is %s, needs 0 to below 1".formatted(rate));
        }
        return new Dropout(rate, random);
    }

    /** @return the values with fresh gaps; belongs to their manager */
    public NDArray apply(NDArray values) {
        if (rate == 0) {
            return values;
        }
        Shape shape = values.getShape();
        return values.mul(values.getManager().create(factors(Math.toIntExact(shape.size())), shape));
    }

    /** Looked up, not decided: a branch that nobody can predict would cost more than all the rest. */
    private float[] factors(int length) {
        float[] choices = {(float) (1 / (1 - rate)), 0};
        long silenced = Math.round(rate * OUTCOMES);
        float[] factors = new float[length];
        long bits = 0;
        for (int i = 0; i < length; i++) {
            bits = i % DECISIONS_A_DRAW == 0 ? random.nextLong() : bits >>> BITS_A_DECISION;
            factors[i] = choices[(int) ((bits & (OUTCOMES - 1)) - silenced >>> (Long.SIZE - 1))];
        }
        return factors;
    }
}
