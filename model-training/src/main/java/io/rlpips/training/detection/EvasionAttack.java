package io.rlpips.training.detection;

import ai.djl.ndarray.NDArray;
import io.rlpips.training.attack.AttackCampaign;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.CampaignResult;
import io.rlpips.training.attack.CampaignSettings;
import io.rlpips.training.attack.Evasion;
import io.rlpips.training.attack.Goal;
import io.rlpips.training.attack.IterativeAttack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Pushes copies beyond the threshold of the pictures they were made of, each larger budget starting from what the smaller
 * one came to. A copy that is beyond it before anything was done to it counts as evaded.
 *
 * @param copies by the number of the picture
 * @param views whose handicaps count
 * @param budgets of one norm, ascending
 */
record EvasionAttack(
        IntFunction<Copy> copies,
        ViewScheme views,
        IterativeAttack attack,
        int restarts,
        double threshold,
        List<Budget> budgets)
        implements AttackWork.ShardAttack {
    @Override
    public List<List<Boolean>> run(AttackWork.Shard shard) {
        List<Copy> all = Arrays.stream(shard.pictures()).mapToObj(copies).toList();
        boolean[] beyond = beyond(shard, all);
        int[] open = IntStream.range(0, beyond.length).filter(i -> !beyond[i]).toArray();
        List<List<Boolean>> evaded = new ArrayList<>();
        if (open.length == 0) {
            budgets.forEach(budget -> evaded.add(all.stream().map(copy -> true).toList()));
            return evaded;
        }
        List<Copy> attacked = Arrays.stream(open).mapToObj(all::get).toList();
        NDArray uploads = uploads(shard, attacked);
        Goal goal = goal(shard, attacked);
        List<CampaignResult> results = new ArrayList<>();
        for (int link = 0; link < budgets.size(); link++) {
            results.add(link(shard, link, uploads, goal, results));
            boolean[] success = beyond.clone();
            for (int i = 0; i < open.length; i++) {
                success[open[i]] = results.get(link).outcomes().get(i).reached();
            }
            evaded.add(
                    IntStream.range(0, success.length).mapToObj(i -> success[i]).toList());
        }
        return evaded;
    }

    private CampaignResult link(
            AttackWork.Shard shard, int link, NDArray uploads, Goal goal, List<CampaignResult> before) {
        AttackCampaign campaign = new AttackCampaign(
                attack,
                CampaignSettings.of(restarts, shard.seed() + link),
                (done, total) -> shard.progress().reached((link + (double) done / total) / budgets.size()));
        return link == 0
                ? campaign.run(uploads, goal, budgets.get(0))
                : campaign.runFrom(before.get(link - 1), uploads, goal, budgets.get(link));
    }

    private boolean[] beyond(AttackWork.Shard shard, List<Copy> all) {
        Goal goal = goal(shard, all);
        float[] values =
                goal.measure(uploads(shard, all), IntStream.range(0, all.size()).toArray());
        boolean[] beyond = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            beyond[i] = goal.reachedBy(values[i]);
        }
        return beyond;
    }

    private Goal goal(AttackWork.Shard shard, List<Copy> chosen) {
        return new Evasion(
                shard.metric(),
                shard.references(chosen.stream().map(Copy::reference).toList())
                        .handicapped(handicaps(chosen.get(0).reference().size())),
                threshold);
    }

    /** The copy is attacked as it is, so it is the first view of an upload. */
    private float[] handicaps(int referenceViews) {
        float[] handicaps = new float[referenceViews];
        for (int view = 0; view < referenceViews; view++) {
            handicaps[view] = (float) views.handicap(view, 0);
        }
        return handicaps;
    }

    private static NDArray uploads(AttackWork.Shard shard, List<Copy> chosen) {
        return shard.samples(chosen.stream().map(Copy::upload).toList());
    }
}
