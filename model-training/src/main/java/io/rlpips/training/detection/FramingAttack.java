package io.rlpips.training.detection;

import ai.djl.ndarray.NDArray;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.attack.AttackCampaign;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.CampaignResult;
import io.rlpips.training.attack.CampaignSettings;
import io.rlpips.training.attack.Framing;
import io.rlpips.training.attack.Goal;
import io.rlpips.training.attack.IterativeAttack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Pushes pictures within the threshold of references that have nothing to do with them: each picture at its targets, one
 * rank of targets after the other, until one takes it in. A larger budget starts, for each target, from what the smaller
 * one came to.
 *
 * @param pictures as the model takes them, by their number
 * @param targets as the model takes them, by the picture's number, nearest first; equally many of each
 * @param budgets of one norm, ascending
 */
record FramingAttack(
        IntFunction<RgbImage> pictures,
        IntFunction<List<RgbImage>> targets,
        IterativeAttack attack,
        int restarts,
        double threshold,
        List<Budget> budgets)
        implements AttackWork.ShardAttack {

    /** What one rank of targets came to, for the pictures that were still open then. */
    private record Attempt(int[] open, CampaignResult result) {}

    @Override
    public List<List<Boolean>> run(AttackWork.Shard shard) {
        int ranks = targets.apply(shard.pictures()[0]).size();
        boolean[] framed = new boolean[shard.pictures().length];
        Attempt[] before = new Attempt[ranks];
        List<List<Boolean>> successes = new ArrayList<>();
        for (int link = 0; link < budgets.size(); link++) {
            for (int rank = 0; rank < ranks; rank++) {
                int[] open = IntStream.range(0, framed.length)
                        .filter(i -> !framed[i])
                        .toArray();
                if (open.length > 0) {
                    before[rank] = attempt(shard, link, rank, open, before[rank]);
                    mark(before[rank], framed);
                }
                shard.progress().reached((link + (rank + 1.0) / ranks) / budgets.size());
            }
            successes.add(
                    IntStream.range(0, framed.length).mapToObj(i -> framed[i]).toList());
        }
        return successes;
    }

    private Attempt attempt(AttackWork.Shard shard, int link, int rank, int[] open, Attempt before) {
        NDArray uploads = shard.samples(Arrays.stream(open)
                .mapToObj(i -> pictures.apply(shard.pictures()[i]))
                .toList());
        Goal goal = new Framing(
                shard.metric(),
                shard.references(Arrays.stream(open)
                        .mapToObj(
                                i -> List.of(targets.apply(shard.pictures()[i]).get(rank)))
                        .toList()),
                threshold);
        // links and ranks draw their own numbers
        AttackCampaign campaign =
                new AttackCampaign(attack, CampaignSettings.of(restarts, shard.seed() + 1000L * link + rank));
        CampaignResult result = link == 0
                ? campaign.run(uploads, goal, budgets.get(0))
                : campaign.runFrom(some(shard, before, open), uploads, goal, budgets.get(link));
        return new Attempt(open, result);
    }

    /** Who is open now was open before: nobody comes back. */
    private static CampaignResult some(AttackWork.Shard shard, Attempt before, int[] open) {
        int[] rows = Arrays.stream(open)
                .map(i -> Arrays.binarySearch(before.open(), i))
                .toArray();
        return new CampaignResult(
                before.result().budget(),
                Tensors.rows(shard.scratch(), before.result().perturbed(), rows),
                Arrays.stream(rows).mapToObj(before.result().outcomes()::get).toList());
    }

    private static void mark(Attempt attempt, boolean[] framed) {
        for (int i = 0; i < attempt.open().length; i++) {
            framed[attempt.open()[i]] |= attempt.result().outcomes().get(i).reached();
        }
    }
}
