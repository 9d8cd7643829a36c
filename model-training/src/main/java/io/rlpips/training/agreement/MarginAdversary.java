package io.rlpips.training.agreement;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.Seeds;
import io.rlpips.training.attack.Attack;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.attack.Objective;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The worst case for the score itself. A metric's choice hangs on the margin d(x, x1) - d(x, x0), which is a sum of one
 * term a version. So each version is attacked alone: the one that the judges find closer is pushed away from the reference,
 * the other one towards it, and both together are the worst case of the pair. Any loss that rises as the margin turns,
 * such as the cross-entropy of a sigmoid of it, has the same direction of steepest ascent picture by picture.
 *
 * <p>Triplets in which the metric is against its judges anyway keep their choice, because no perturbation is one too; so do
 * those without a majority. After the first attempt only those are attacked again whose choice has not turned. Perturbed
 * samples are not rounded to 8 bits.
 *
 * @param attack tries its best on a batch, with a random start where it has one
 * @param attackName of the algorithm with its steps: {@code PGD, 40 steps}
 * @param restarts attempts a triplet, at least 1
 */
public record MarginAdversary(Attack attack, String attackName, int restarts, Budget largestChange, Budget length)
        implements Adversary {
    /** The paper's, 8/255. */
    public static final Budget STANDARD_LARGEST_CHANGE = Budget.largestChange(8 / 255.0);
    /** The paper's, 1.0. */
    public static final Budget STANDARD_LENGTH = Budget.length(1.0);

    public MarginAdversary {
        if (restarts < 1) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, restarts + " restarts, needs at least 1");
        }
        if (largestChange.norm() != Norm.L_INF || length.norm() != Norm.L_2) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "budgets %s and %s, need one of l_inf and one of l_2".formatted(largestChange, length));
        }
    }

    @Override
    public Budget budget(Norm norm) {
        return switch (norm) {
            case L_INF -> largestChange;
            case L_2 -> length;
        };
    }

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "%s, random start, %d restart%s, objective: the margin of the metric's choice",
                attackName,
                restarts,
                restarts == 1 ? "" : "s");
    }

    @Override
    public Map<AttackColumn, List<Choice>> attack(
            Lpips metric, TripletTensors batch, List<AttackColumn> columns, NDManager manager, long seed) {
        Norm norm = columns.get(0).norm();
        boolean first = columns.stream().anyMatch(AttackColumn::first);
        boolean second = columns.stream().anyMatch(AttackColumn::second);
        Pushing pushing = new Pushing(metric, batch.references(), budget(norm), manager);
        List<Choice> firstMoved =
                first ? pushing.worst(batch.first(), batch.choices(), Version.FIRST, seed) : batch.choices();
        List<Choice> secondMoved =
                second ? pushing.worst(batch.second(), batch.choices(), Version.SECOND, seed) : batch.choices();
        Map<AttackColumn, List<Choice>> worst = new LinkedHashMap<>();
        for (AttackColumn column : columns) {
            List<Choice> choices = new ArrayList<>();
            for (int i = 0; i < batch.choices().size(); i++) {
                Choice from =
                        column.first() ? firstMoved.get(i) : batch.choices().get(i);
                choices.add(column.second() ? from.withSecond(secondMoved.get(i).second()) : from);
            }
            worst.put(column, choices);
        }
        return worst;
    }

    /** Which version is moved. */
    private enum Version {
        FIRST,
        SECOND;

        /** @return 1 where moving away from the reference hurts the choice, -1 where moving towards it does */
        float direction(Choice choice) {
            return (float) (this == FIRST ? choice.wanted() : -choice.wanted());
        }

        double distance(Choice choice) {
            return this == FIRST ? choice.first() : choice.second();
        }

        Choice moved(Choice choice, double distance) {
            return this == FIRST ? choice.withFirst(distance) : choice.withSecond(distance);
        }
    }

    /** Attempts on one version of a batch. */
    private final class Pushing {
        private final Lpips metric;
        private final NDArray references;
        private final Budget budget;
        private final NDManager manager;

        Pushing(Lpips metric, NDArray references, Budget budget, NDManager manager) {
            this.metric = metric;
            this.references = references;
            this.budget = budget;
            this.manager = manager;
        }

        List<Choice> worst(NDArray pictures, List<Choice> natural, Version version, long seed) {
            List<Choice> worst = new ArrayList<>(natural);
            for (int attempt = 0; attempt < restarts; attempt++) {
                int[] rows = IntStream.range(0, worst.size())
                        .filter(row -> worst.get(row).canBeLowered())
                        .toArray();
                if (rows.length == 0) {
                    break;
                }
                long start = Seeds.stream(seed, version.ordinal(), attempt).nextLong();
                float[] distances = attempt(pictures, natural, version, rows, start);
                for (int i = 0; i < rows.length; i++) {
                    Choice before = worst.get(rows[i]);
                    boolean worse = version.direction(before) * (distances[i] - version.distance(before)) > 0;
                    worst.set(rows[i], worse ? version.moved(before, distances[i]) : before);
                }
            }
            return worst;
        }

        private float[] attempt(NDArray pictures, List<Choice> natural, Version version, int[] rows, long start) {
            try (NDManager scratch = manager.newSubManager()) {
                float[] directions = new float[rows.length];
                for (int i = 0; i < rows.length; i++) {
                    directions[i] = version.direction(natural.get(rows[i]));
                }
                NDArray signs = scratch.create(directions);
                NDArray targets = rows(scratch, references, rows);
                Objective against = candidates -> TripletTensors.distances(
                                metric.fingerprint(candidates.mul(2).sub(1)), targets)
                        .mul(signs);
                NDArray found = attack.perturb(rows(scratch, pictures, rows), against, budget, start);
                found.attach(scratch);
                return against.of(found).mul(signs).toFloatArray();
            }
        }

        private static NDArray rows(NDManager scratch, NDArray array, int[] rows) {
            NDArray chosen = array.get(new NDIndex("{}", scratch.create(rows)));
            chosen.attach(scratch);
            return chosen;
        }
    }
}
