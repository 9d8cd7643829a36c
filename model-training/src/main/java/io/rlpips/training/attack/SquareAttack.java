package io.rlpips.training.attack;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;

/**
 * Square (Andriushchenko et al. 2020): a black box's attack. It asks for values alone, never for a gradient: changes one
 * random square of the best picture so far, keeps what gets better, and makes its squares smaller as its queries run
 * out.
 *
 * @param queries how often it may ask about a picture, the first one included; at least 1
 */
public record SquareAttack(int queries) implements IterativeAttack {
    public SquareAttack {
        if (queries < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "Square attack with %d queries, needs at least 1".formatted(queries));
        }
    }

    @Override
    public int looks() {
        return queries;
    }

    @Override
    public boolean usesGradients() {
        return false;
    }

    @Override
    public String describe() {
        return "Square, %d queries".formatted(queries);
    }

    @Override
    public Search begin(Neighbourhood neighbourhood) {
        int width = neighbourhood.width();
        int height = neighbourhood.height();
        double radius = neighbourhood.budget().radius();
        SquareMoves moves =
                switch (neighbourhood.budget().norm()) {
                    case L_INF -> new ColourSquares(width, height, (float) radius);
                    case L_2 -> new MassSquares(width, height, radius);
                };
        return new SquareSearch(neighbourhood, moves, queries);
    }
}
