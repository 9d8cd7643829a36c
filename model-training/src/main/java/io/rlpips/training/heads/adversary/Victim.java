package io.rlpips.training.heads.adversary;

import io.rlpips.training.heads.ranking.HeadedMetric;
import io.rlpips.training.heads.ranking.RankingNetwork;

/**
 * What is attacked while it learns. None of the parameters has a gradient of its own: an attack must leave nothing behind
 * in those that the optimiser looks at.
 *
 * @param metric as it is now
 * @param ranking the network being trained, as it is now
 * @param dropout share of the heads' inputs silenced while training, for a procedure that attacks with it on
 */
public record Victim(HeadedMetric metric, RankingNetwork ranking, double dropout) {
    public Victim withoutDropout() {
        return new Victim(metric, ranking, 0);
    }
}
