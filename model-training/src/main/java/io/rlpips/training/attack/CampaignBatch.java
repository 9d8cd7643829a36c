package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** One run of a campaign's attack on one batch. Pictures leave it as they reach their goal. Belongs to one thread. */
final class CampaignBatch {
    private final IterativeAttack attack;
    private final boolean eightBits;
    private final Goal goal;
    private final Standings standings;
    private final Neighbourhood neighbourhood;
    private final SearchRun run;
    private BatchRows rows;
    private int looks;

    CampaignBatch(
            IterativeAttack attack,
            boolean eightBits,
            Goal goal,
            Standings standings,
            BatchRows rows,
            Neighbourhood neighbourhood,
            Optional<NDArray> start) {
        this.attack = attack;
        this.eightBits = eightBits;
        this.goal = goal;
        this.standings = standings;
        this.rows = rows;
        this.neighbourhood = neighbourhood;
        this.run = new SearchRun(attack, neighbourhood, start);
    }

    void run() {
        boolean over = false;
        while (!over) {
            // An objective serves until pictures leave: its references are those of the pictures in the batch.
            try (NDManager ofObjective = neighbourhood.owner().newSubManager()) {
                over = lookUntilSomeLeave(goal.objective(ofObjective, rows.pictures()));
            }
        }
    }

    /** @return whether the run is over */
    private boolean lookUntilSomeLeave(Objective objective) {
        while (true) {
            boolean[] leaving = look(objective);
            if (looks == attack.looks()) {
                countLooks(rows.open());
                return true;
            }
            if (indices(leaving).length > 0) {
                countLooks(indices(leaving));
                return leave(leaving);
            }
        }
    }

    /** @return which rows' pictures have reached their goal */
    private boolean[] look(Objective objective) {
        if (looks > 0) {
            run.move();
        }
        looks++;
        boolean last = looks == attack.looks();
        run.look(objective, attack.usesGradients() && !last);
        return settle(last ? rows.open() : newlyReached());
    }

    private int[] newlyReached() {
        boolean[] improved = run.improved();
        float[] values = run.bestValues();
        return Arrays.stream(rows.open())
                .filter(row -> improved[row] && goal.reachedBy(values[row]))
                .toArray();
    }

    /** Hands in the best points of these rows, as they count. */
    private boolean[] settle(int[] settled) {
        boolean[] reached = new boolean[rows.counts().length];
        if (settled.length == 0) {
            return reached;
        }
        int[] measured = BatchRows.atLeastTwo(settled);
        try (NDManager step = neighbourhood.owner().newSubManager()) {
            NDArray candidates = Tensors.rows(step, run.best(step), measured);
            float[] values = Rows.of(run.bestValues(), measured);
            if (eightBits) {
                candidates = rounded(candidates, measured);
                values = goal.measure(candidates, Rows.of(rows.pictures(), measured));
            }
            for (int i = 0; i < settled.length; i++) {
                int picture = rows.pictures()[settled[i]];
                reached[settled[i]] = standings.offer(picture, values[i], candidates.get(i));
            }
        }
        return reached;
    }

    private NDArray rounded(NDArray candidates, int[] measured) {
        NDManager step = candidates.getManager();
        NDArray originals = Tensors.rows(step, neighbourhood.originals(step), measured);
        return Gradients.withoutRecording(() -> EightBits.inside(candidates, originals, neighbourhood.budget()));
    }

    /** @return whether nobody is left */
    private boolean leave(boolean[] leaving) {
        int[] staying = rows.staying(leaving);
        if (staying.length == 0) {
            return true;
        }
        run.keep(staying);
        rows = rows.keep(staying, leaving);
        return false;
    }

    private void countLooks(int[] ending) {
        for (int row : ending) {
            standings.countLooks(rows.pictures()[row], looks);
        }
    }

    private static int[] indices(boolean[] chosen) {
        return IntStream.range(0, chosen.length).filter(row -> chosen[row]).toArray();
    }
}
