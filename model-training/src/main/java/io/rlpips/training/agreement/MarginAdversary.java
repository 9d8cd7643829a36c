package io.rlpips.training.agreement;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.Seeds;
import io.rlpips.training.agreement.TurnedChoices.Version;
import io.rlpips.training.attack.AttackCampaign;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.attack.CampaignResult;
import io.rlpips.training.attack.CampaignSettings;
import io.rlpips.training.attack.IterativeAttack;
import java.util.ArrayList;
import java.util.Arrays;
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
 * those without a majority. A triplet whose choice has turned needs no more attacking: it has turned for both versions
 * together too. Perturbed samples are not rounded to 8 bits.
 *
 * @param restarts attempts a triplet, each from another random start, at least 1
 */
public record MarginAdversary(IterativeAttack attack, int restarts, Budget largestChange, Budget length)
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
                attack.describe(),
                restarts,
                restarts == 1 ? "" : "s");
    }

    @Override
    public Map<AttackColumn, List<Choice>> attack(
            Lpips metric, TripletTensors batch, List<AttackColumn> columns, NDManager manager, long seed) {
        List<Choice> natural = batch.choices();
        Budget budget = budget(columns.get(0).norm());
        boolean first = columns.stream().anyMatch(AttackColumn::first);
        boolean second = columns.stream().anyMatch(AttackColumn::second);
        List<Choice> firstMoved = first ? worst(metric, batch, Version.FIRST, budget, manager, seed) : natural;
        List<Choice> secondMoved = second ? worst(metric, batch, Version.SECOND, budget, manager, seed) : natural;
        Map<AttackColumn, List<Choice>> worst = new LinkedHashMap<>();
        for (AttackColumn column : columns) {
            worst.put(
                    column,
                    IntStream.range(0, natural.size())
                            .mapToObj(i -> new Choice(
                                    (column.first() ? firstMoved : natural)
                                            .get(i)
                                            .first(),
                                    (column.second() ? secondMoved : natural)
                                            .get(i)
                                            .second(),
                                    natural.get(i).secondShare()))
                            .toList());
        }
        return worst;
    }

    /** @return the choices with one version moved as far as the attack could */
    private List<Choice> worst(
            Lpips metric, TripletTensors batch, Version version, Budget budget, NDManager manager, long seed) {
        List<Choice> worst = new ArrayList<>(batch.choices());
        int[] rows = IntStream.range(0, worst.size())
                .filter(row -> worst.get(row).canBeLowered())
                .toArray();
        if (rows.length == 0) {
            return worst;
        }
        try (NDManager scratch = manager.newSubManager()) {
            List<Choice> attacked = Arrays.stream(rows).mapToObj(worst::get).toList();
            NDArray references = Tensors.rows(scratch, batch.references(), rows);
            TurnedChoices goal = new TurnedChoices(metric, references, attacked, version);
            NDArray pictures = Tensors.rows(scratch, version == Version.FIRST ? batch.first() : batch.second(), rows);
            long start = Seeds.stream(seed, version.ordinal()).nextLong();
            CampaignSettings settings = new CampaignSettings(restarts, CampaignSettings.STANDARD_BATCH, false, start);
            CampaignResult result = new AttackCampaign(attack, settings).run(pictures, goal, budget);
            for (int i = 0; i < rows.length; i++) {
                Choice moved =
                        version.moved(attacked.get(i), result.outcomes().get(i).value());
                worst.set(rows[i], worse(attacked.get(i), moved));
            }
        }
        return worst;
    }

    /** An attack that starts elsewhere may find nothing worse than no perturbation at all. */
    private static Choice worse(Choice before, Choice after) {
        double change = (after.second() - after.first()) - (before.second() - before.first());
        return before.wanted() * change < 0 ? after : before;
    }
}
