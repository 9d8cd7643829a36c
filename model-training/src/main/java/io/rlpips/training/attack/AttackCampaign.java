package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An attack with several restarts on many pictures, batch by batch. Each picture keeps its best result over all runs; as
 * soon as its goal is met it is dropped, from the run in the middle of it and from the restarts. Every random choice is
 * named by restart and picture and no batch is smaller than two (see
 * {@link io.rlpips.metric.fingerprint.PerceptualModel}), so results do not depend on the size of the batches. Immutable;
 * thread-safe as far as the listener is.
 */
public final class AttackCampaign {
    private final IterativeAttack attack;
    private final CampaignSettings settings;
    private final CampaignListener listener;

    public AttackCampaign(IterativeAttack attack, CampaignSettings settings) {
        this(attack, settings, CampaignListener.NONE);
    }

    public AttackCampaign(IterativeAttack attack, CampaignSettings settings, CampaignListener listener) {
        this.attack = attack;
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * @param originals float32 [N, 3, H, W] in [0, 1], RGB, as many as the goal has pictures
     * @return its pictures belong to the manager of {@code originals}
     */
    public CampaignResult run(NDArray originals, Goal goal, Budget budget) {
        requireMatching(originals, goal);
        return run(originals, goal, budget, Optional.empty());
    }

    /**
     * Goes on from a smaller budget: what it reached is kept, and the first run of the others starts where it had got
     * to. So a larger budget is never worse.
     *
     * @param smaller the result for the same originals and goal, of the same norm and no larger radius; not closed here
     */
    public CampaignResult runFrom(CampaignResult smaller, NDArray originals, Goal goal, Budget budget) {
        requireMatching(originals, goal);
        if (smaller.budget().norm() != budget.norm() || smaller.budget().radius() > budget.radius()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "attack within %s cannot start from a result within %s"
                            .formatted(budget.describe(), smaller.budget().describe()));
        }
        return run(originals, goal, budget, Optional.of(smaller));
    }

    /** @return one result a budget, each but the first gone on from the one before; budgets must ascend */
    public List<CampaignResult> chain(NDArray originals, Goal goal, List<Budget> budgets) {
        List<CampaignResult> results = new ArrayList<>();
        for (Budget budget : budgets) {
            results.add(
                    results.isEmpty()
                            ? run(originals, goal, budget)
                            : runFrom(results.get(results.size() - 1), originals, goal, budget));
        }
        return results;
    }

    private CampaignResult run(NDArray originals, Goal goal, Budget budget, Optional<CampaignResult> smaller) {
        Standings standings =
                smaller.map(result -> Standings.after(goal, result)).orElseGet(() -> Standings.fresh(goal, originals));
        for (int restart = 0; restart < settings.restarts(); restart++) {
            int[] open = standings.open();
            Optional<NDArray> starts = restart == 0 ? smaller.map(CampaignResult::perturbed) : Optional.empty();
            for (int from = 0; from < open.length; from += settings.batchSize()) {
                report(goal, restart, goal.pictures() - open.length + from);
                int[] batch = Arrays.copyOfRange(open, from, Math.min(open.length, from + settings.batchSize()));
                runBatch(batch, restart, originals, starts, goal, budget, standings);
            }
        }
        report(goal, settings.restarts(), 0);
        return standings.result(budget);
    }

    private void runBatch(
            int[] pictures,
            int restart,
            NDArray originals,
            Optional<NDArray> starts,
            Goal goal,
            Budget budget,
            Standings standings) {
        int height = Math.toIntExact(originals.getShape().get(2));
        int width = Math.toIntExact(originals.getShape().get(3));
        try (NDManager scratch = originals.getManager().newSubManager()) {
            SearchRun run;
            try (NDManager chosen = scratch.newSubManager()) {
                run = SearchRun.of(
                        scratch,
                        attack,
                        goal.view(width, height),
                        budget,
                        Tensors.rows(chosen, originals, pictures),
                        starts.map(all -> Tensors.rows(chosen, all, pictures)),
                        row -> Seeds.stream(settings.seed(), restart, pictures[row]));
            }
            if (settings.eightBits()) {
                run.walks()
                        .forEach(walk ->
                                EightBits.requireStorable(walk.neighbourhood().original()));
            }
            new CampaignBatch(scratch, attack, settings.eightBits(), goal, standings, pictures, run).run();
        }
    }

    private void report(Goal goal, int restart, int done) {
        listener.progress((long) restart * goal.pictures() + done, (long) settings.restarts() * goal.pictures());
    }

    private static void requireMatching(NDArray originals, Goal goal) {
        if (goal.pictures() < 1 || originals.getShape().get(0) != goal.pictures()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "campaign on pictures of shape %s with goals for %d"
                            .formatted(originals.getShape(), goal.pictures()));
        }
    }
}
