package io.rlpips.training.attack;

/** The walk of Square: always from the best point. */
final class SquareSearch implements Search {
    private static final double FIRST_SHARE = 0.8;
    /** Where the share is halved, as numbers of queries out of 10,000 (Andriushchenko et al. 2020, section 5). */
    private static final int[] HALVED_AFTER = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

    private static final double SCHEDULE_QUERIES = 10_000;

    private final Neighbourhood neighbourhood;
    private final SquareMoves moves;
    private final int queries;
    private int made = 1;

    SquareSearch(Neighbourhood neighbourhood, SquareMoves moves, int queries) {
        this.neighbourhood = neighbourhood;
        this.moves = moves;
        this.queries = queries;
    }

    @Override
    public void start(Neighbourhood ground, float[] point) {
        moves.begin(ground.dice(), point);
        apply(point);
    }

    @Override
    public float[] next(Look look, float[] next) {
        double share = share(made, queries);
        made++;
        float[] original = neighbourhood.original();
        for (int i = 0; i < next.length; i++) {
            next[i] = look.best()[i] - original[i];
        }
        moves.alter(neighbourhood.dice(), next, share);
        apply(next);
        return look.best();
    }

    /** @return which share of the picture the next square covers, after so many queries */
    static double share(int made, int queries) {
        double scheduled = made / (double) queries * SCHEDULE_QUERIES;
        double share = FIRST_SHARE;
        for (int after : HALVED_AFTER) {
            share = scheduled > after ? share / 2 : share;
        }
        return share;
    }

    /** Makes of a change the picture that it leads to. */
    private void apply(float[] change) {
        float[] original = neighbourhood.original();
        for (int i = 0; i < change.length; i++) {
            change[i] = Math.max(0, Math.min(1, original[i] + change[i]));
        }
    }
}
