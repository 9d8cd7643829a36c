package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** The walk of Square: always from the best point, in Java, because it needs nothing that tensors are good at. */
final class SquareSearch implements Search {
    private static final double FIRST_SHARE = 0.8;
    /** Where the share is halved, as numbers of queries out of 10,000 (Andriushchenko et al. 2020, section 5). */
    private static final int[] HALVED_AFTER = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

    private static final double SCHEDULE_QUERIES = 10_000;

    private final Neighbourhood neighbourhood;
    private final SquareMoves moves;
    private final int queries;
    private final float[] change;
    private float[] originals;
    private int made = 1;

    SquareSearch(Neighbourhood neighbourhood, SquareMoves moves, int queries) {
        this.neighbourhood = neighbourhood;
        this.moves = moves;
        this.queries = queries;
        this.change = new float[3 * neighbourhood.width() * neighbourhood.height()];
        readOriginals();
    }

    @Override
    public NDArray start(NDManager step, Neighbourhood ground) {
        float[] points = new float[originals.length];
        for (int row = 0; row < ground.pictures(); row++) {
            moves.begin(ground.dice(row), change);
            apply(points, row * change.length);
        }
        return step.create(points, ground.shape());
    }

    @Override
    public NDArray next(Look look) {
        double share = share(made, queries);
        made++;
        float[] points = look.best().toFloatArray();
        for (int row = 0; row < neighbourhood.pictures(); row++) {
            int at = row * change.length;
            for (int i = 0; i < change.length; i++) {
                change[i] = points[at + i] - originals[at + i];
            }
            moves.alter(neighbourhood.dice(row), change, share);
            apply(points, at);
        }
        return look.step().create(points, neighbourhood.shape());
    }

    @Override
    public void keep(int[] rows) {
        readOriginals();
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

    private void apply(float[] points, int at) {
        for (int i = 0; i < change.length; i++) {
            points[at + i] = Math.max(0, Math.min(1, originals[at + i] + change[i]));
        }
    }

    private void readOriginals() {
        try (NDManager step = neighbourhood.owner().newSubManager()) {
            originals = neighbourhood.originals(step).toFloatArray();
        }
    }
}
