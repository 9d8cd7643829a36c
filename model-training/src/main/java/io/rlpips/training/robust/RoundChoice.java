package io.rlpips.training.robust;

import java.util.List;

/** Which round's metric a run gives back. */
public enum RoundChoice {
    /** The first with the highest score: what learnt longer without a better score has gained nothing. */
    BEST {
        @Override
        RoundResult of(List<RoundResult> history) {
            RoundResult best = history.get(0);
            for (RoundResult round : history) {
                best = round.score() > best.score() ? round : best;
            }
            return best;
        }
    },
    /**
     * The last whose score is within a standard error of the highest: so small a difference says nothing, and what learnt
     * longer is better where nothing speaks against it.
     */
    LATEST {
        @Override
        RoundResult of(List<RoundResult> history) {
            RoundResult best = BEST.of(history);
            double enough = best.score() - best.standardError();
            RoundResult latest = best;
            for (RoundResult round : history) {
                latest = round.score() >= enough ? round : latest;
            }
            return latest;
        }
    };

    /** @param history at least one round, in their order */
    abstract RoundResult of(List<RoundResult> history);
}
