package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One run of a campaign's attack on one batch. Pictures leave it as they reach their goal. Belongs to one thread. */
final class CampaignBatch {
    private final NDManager owner;
    private final IterativeAttack attack;
    private final boolean eightBits;
    private final Goal goal;
    private final Standings standings;
    private final SearchRun run;
    private int[] pictures;
    private int looks;

    /**
     * @param owner of what the run needs, for as long as it takes
     * @param pictures whose walks those of the run are
     */
    CampaignBatch(
            NDManager owner,
            IterativeAttack attack,
            boolean eightBits,
            Goal goal,
            Standings standings,
            int[] pictures,
            SearchRun run) {
        this.owner = owner;
        this.attack = attack;
        this.eightBits = eightBits;
        this.goal = goal;
        this.standings = standings;
        this.pictures = pictures;
        this.run = run;
    }

    void run() {
        boolean over = false;
        while (!over) {
            // An objective serves until pictures leave: its references are those of the pictures in the batch.
            try (NDManager ofObjective = owner.newSubManager()) {
                over = lookUntilSomeLeave(objective(ofObjective));
            }
        }
    }

    /**
     * A picture that is alone is shown beside itself, because libtorch takes another path for a batch of one and its
     * last bits differ.
     */
    private Objective objective(NDManager ofObjective) {
        if (pictures.length > 1) {
            return goal.objective(ofObjective, pictures);
        }
        Objective ofTwo = goal.objective(ofObjective, atLeastTwo(pictures));
        return inputs -> ofTwo.of(inputs.concat(inputs)).get("0:1");
    }

    /** @return whether the run is over */
    private boolean lookUntilSomeLeave(Objective objective) {
        while (true) {
            boolean[] leaving = look(objective);
            if (looks == attack.looks()) {
                countLooks(all());
                return true;
            }
            if (indices(leaving, true).length > 0) {
                countLooks(indices(leaving, true));
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
        return settle(last ? all() : newlyReached());
    }

    private int[] newlyReached() {
        return Arrays.stream(all())
                .filter(row -> walk(row).improved() && goal.reachedBy(walk(row).bestValue()))
                .toArray();
    }

    /** Hands in the best points of these rows, as they count. */
    private boolean[] settle(int[] settled) {
        boolean[] reached = new boolean[pictures.length];
        if (settled.length == 0) {
            return reached;
        }
        int[] measured = atLeastTwo(settled);
        Neighbourhood size = walk(0).neighbourhood();
        try (NDManager step = owner.newSubManager()) {
            List<float[]> counting =
                    Arrays.stream(measured).mapToObj(this::asItCounts).toList();
            NDArray candidates = Rows.together(step, counting, new Shape(1, 3, size.height(), size.width()));
            float[] values = eightBits ? goal.measure(candidates, Rows.of(pictures, measured)) : bestValues(measured);
            for (int i = 0; i < settled.length; i++) {
                reached[settled[i]] = standings.offer(pictures[settled[i]], values[i], candidates.get(i));
            }
        }
        return reached;
    }

    private float[] asItCounts(int row) {
        Neighbourhood neighbourhood = walk(row).neighbourhood();
        float[] best = walk(row).best();
        return eightBits ? EightBits.inside(best, neighbourhood.original(), neighbourhood.budget()) : best;
    }

    private float[] bestValues(int[] rows) {
        float[] values = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = walk(rows[i]).bestValue();
        }
        return values;
    }

    /** @return whether nobody is left */
    private boolean leave(boolean[] leaving) {
        int[] staying = indices(leaving, false);
        if (staying.length == 0) {
            return true;
        }
        run.keep(staying);
        pictures = Rows.of(pictures, staying);
        return false;
    }

    private void countLooks(int[] ending) {
        for (int row : ending) {
            standings.countLooks(pictures[row], looks);
        }
    }

    private Walk walk(int row) {
        return run.walks().get(row);
    }

    private int[] all() {
        return IntStream.range(0, pictures.length).toArray();
    }

    private static int[] indices(boolean[] marks, boolean wanted) {
        return IntStream.range(0, marks.length)
                .filter(row -> marks[row] == wanted)
                .toArray();
    }

    /** @return the same with the only element doubled */
    private static int[] atLeastTwo(int[] only) {
        return only.length == 1 ? new int[] {only[0], only[0]} : only;
    }
}
