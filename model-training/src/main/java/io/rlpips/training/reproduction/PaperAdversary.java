package io.rlpips.training.reproduction;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.training.Seeds;
import io.rlpips.training.agreement.Adversary;
import io.rlpips.training.agreement.AttackColumn;
import io.rlpips.training.agreement.Choice;
import io.rlpips.training.agreement.TripletTensors;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.Budget.Norm;
import io.rlpips.training.attack.Objective;
import io.rlpips.training.attack.PaperAttack;
import io.rlpips.training.heads.ranking.RankingNetwork;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Evaluation as the authors of R-LPIPS did it, faults included: {@link PaperAttack} on l_ce[g(d0, d1), h] with g drawn
 * afresh at every step, from every triplet; both versions one after the other, the second beside the first as it is then.
 * A perturbation may help the metric, so scores under attack need not lie below the natural ones.
 *
 * @param steps of the attack
 * @param largestChange l_inf radius on samples in [-1, 1]
 * @param length l_2 radius on samples in [-1, 1]
 */
public record PaperAdversary(int steps, double largestChange, double length) implements Adversary {
    /** As published: 50 steps, 8/255 and 1.0. */
    public static final PaperAdversary STANDARD = new PaperAdversary(50, 8 / 255.0, 1.0);

    @Override
    public Budget budget(Norm norm) {
        return new Budget(norm, tensorRadius(norm) / 2);
    }

    @Override
    public String description() {
        return "the paper authors' PGD, %d steps of 10,000 times the sign of the gradient, no random start, no range clipping, 1 run, objective: cross-entropy of a random ranking network drawn at every step"
                .formatted(steps);
    }

    @Override
    public Map<AttackColumn, List<Choice>> attack(
            Lpips metric, TripletTensors batch, List<AttackColumn> columns, NDManager manager, long seed) {
        Norm norm = columns.get(0).norm();
        List<Choice> natural = batch.choices();
        // x0 alone and x0 before x1 are perturbed alike
        List<Choice> firstMoved = columns.stream().anyMatch(AttackColumn::first)
                ? moved(metric, batch, natural, norm, true, manager, seed)
                : natural;
        Map<AttackColumn, List<Choice>> attacked = new EnumMap<>(AttackColumn.class);
        for (AttackColumn column : columns) {
            List<Choice> before = column.first() ? firstMoved : natural;
            attacked.put(column, column.second() ? moved(metric, batch, before, norm, false, manager, seed) : before);
        }
        return attacked;
    }

    private List<Choice> moved(
            Lpips metric,
            TripletTensors batch,
            List<Choice> choices,
            Norm norm,
            boolean first,
            NDManager manager,
            long seed) {
        try (NDManager scratch = manager.newSubManager()) {
            NDArray pictures = Tensors.sharedWith(scratch, first ? batch.first() : batch.second());
            NDArray references = Tensors.sharedWith(scratch, batch.references());
            NDArray found = new PaperAttack(steps)
                    .perturb(
                            pictures,
                            new RandomRanking(metric, references, choices, first, seed),
                            new Budget(norm, tensorRadius(norm)),
                            seed);
            float[] distances = distances(metric, found, references).toFloatArray();
            List<Choice> moved = new ArrayList<>();
            for (int i = 0; i < distances.length; i++) {
                Choice before = choices.get(i);
                moved.add(
                        first
                                ? new Choice(distances[i], before.second(), before.secondShare())
                                : new Choice(before.first(), distances[i], before.secondShare()));
            }
            return moved;
        }
    }

    private static NDArray distances(Lpips metric, NDArray pictures, NDArray references) {
        return TripletTensors.distances(
                metric.fingerprint(Tensors.times(pictures, 2).sub(1)), references);
    }

    private double tensorRadius(Norm norm) {
        return switch (norm) {
            case L_INF -> largestChange;
            case L_2 -> length;
        };
    }

    /** The loss under a ranking network that is another one each time it is asked for. */
    private static final class RandomRanking implements Objective {
        private final Lpips metric;
        private final NDArray references;
        private final float[] staying;
        private final float[] judgments;
        private final boolean first;
        private final long seed;
        private final AtomicInteger asked = new AtomicInteger();

        RandomRanking(Lpips metric, NDArray references, List<Choice> choices, boolean first, long seed) {
            this.metric = metric;
            this.references = references;
            this.first = first;
            this.seed = seed;
            this.staying = new float[choices.size()];
            this.judgments = new float[choices.size()];
            for (int i = 0; i < staying.length; i++) {
                staying[i] = (float)
                        (first ? choices.get(i).second() : choices.get(i).first());
                judgments[i] = (float) choices.get(i).secondShare();
            }
        }

        @Override
        public NDArray of(NDArray pictures) {
            NDManager owner = pictures.getManager();
            RankingNetwork ranking = RankingNetwork.of(
                    owner, RankingNetwork.initial(Seeds.stream(seed, first ? 0 : 1, asked.getAndIncrement())));
            NDArray moving = distances(metric, pictures, references);
            NDArray other = owner.create(staying);
            NDArray logits = first ? ranking.logits(moving, other) : ranking.logits(other, moving);
            return RankingNetwork.crossEntropy(logits, owner.create(judgments));
        }
    }
}
