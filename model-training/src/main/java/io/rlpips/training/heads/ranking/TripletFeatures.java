package io.rlpips.training.heads.ranking;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * The activations of a batch of triplets, [N, C_j, H_j, W_j] of every tap each. Owns nothing.
 *
 * @param reference of x
 * @param first of x0
 * @param second of x1
 */
public record TripletFeatures(List<NDArray> reference, List<NDArray> first, List<NDArray> second) {

    public static TripletFeatures of(HeadedMetric metric, TripletTensors triplets) {
        return new TripletFeatures(
                metric.features(triplets.reference()),
                metric.features(triplets.first()),
                metric.features(triplets.second()));
    }

    /**
     * @param before the triplets that these features are of
     * @param after the same, some pictures changed
     * @return the features of {@code after}; only what changed is embedded
     */
    public TripletFeatures following(HeadedMetric metric, TripletTensors before, TripletTensors after) {
        return new TripletFeatures(
                after.reference() == before.reference() ? reference : metric.features(after.reference()),
                after.first() == before.first() ? first : metric.features(after.first()),
                after.second() == before.second() ? second : metric.features(after.second()));
    }

    public TripletFeatures withReference(List<NDArray> features) {
        return new TripletFeatures(features, first, second);
    }

    public TripletFeatures withFirst(List<NDArray> features) {
        return new TripletFeatures(reference, features, second);
    }

    public TripletFeatures withSecond(List<NDArray> features) {
        return new TripletFeatures(reference, first, features);
    }

    /**
     * Both distances of every triplet.
     *
     * @param owner of them and all that is computed on the way
     * @param dropout drawn from for the first distance, then for the second
     */
    public Distances distances(NDManager owner, HeadedMetric metric, Dropout dropout) {
        return new Distances(
                metric.distance(owner, reference, first, dropout), metric.distance(owner, reference, second, dropout));
    }

    /**
     * @param first d(x, x0), [N]
     * @param second d(x, x1), [N]
     */
    public record Distances(NDArray first, NDArray second) {

        /**
         * @param judgments [N]
         * @return l_ce of every triplet, [N], of the distances' manager
         */
        public NDArray loss(RankingNetwork ranking, NDArray judgments) {
            return RankingNetwork.crossEntropy(ranking.logits(first, second), judgments);
        }
    }
}
