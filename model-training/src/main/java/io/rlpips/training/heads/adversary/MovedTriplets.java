package io.rlpips.training.heads.adversary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.training.heads.ranking.Dropout;
import io.rlpips.training.heads.ranking.HeadedMetric;
import io.rlpips.training.heads.ranking.RankingNetwork;
import io.rlpips.training.heads.ranking.TripletFeatures;
import io.rlpips.training.heads.ranking.TripletTensors;
import java.util.ArrayList;
import java.util.List;

/**
 * Triplets of which some pictures move, and the loss as a function of those alone: the others are embedded once. Both
 * versions together move as 2N pictures, the firsts before the seconds, so that each has a budget of its own.
 *
 * @param triplets before anything moved
 * @param features of {@code triplets} under {@code metric}
 * @param perturbed which pictures move
 */
record MovedTriplets(HeadedMetric metric, TripletTensors triplets, TripletFeatures features, Perturbed perturbed) {

    /** @return the pictures that move, in [0, 1], [N, 3, H, W] or for both versions [2N, 3, H, W] */
    NDArray movable() {
        NDArray pictures =
                switch (perturbed) {
                    case X0 -> triplets.first();
                    case X1 -> triplets.second();
                    case X0X1 -> Tensors.join(List.of(triplets.first(), triplets.second()), 0);
                    case REF -> triplets.reference();
                };
        return Tensors.over(pictures.add(1), 2);
    }

    /**
     * @param pictures of the shape of {@link #movable}, in its scale
     * @param dropout on the heads' inputs
     * @return the loss that each picture takes part in; belongs to the manager of {@code pictures}
     */
    NDArray loss(NDArray pictures, RankingNetwork ranking, Dropout dropout) {
        NDManager owner = pictures.getManager();
        List<NDArray> moved = metric.features(tensorScale(pictures));
        NDArray loss = place(moved)
                .distances(owner, metric, dropout)
                .loss(ranking, Tensors.sharedWith(owner, triplets.judgments()));
        return perturbed == Perturbed.X0X1 ? Tensors.join(List.of(loss, loss), 0) : loss;
    }

    /** @return the triplets with these pictures, of the shape and scale of {@link #movable}, in place */
    TripletTensors with(NDArray pictures) {
        NDArray moved = tensorScale(pictures);
        return switch (perturbed) {
            case X0 -> triplets.withFirst(moved);
            case X1 -> triplets.withSecond(moved);
            case X0X1 -> {
                NDList halves = moved.split(2);
                yield triplets.withFirst(halves.get(0)).withSecond(halves.get(1));
            }
            case REF -> triplets.withReference(moved);
        };
    }

    private TripletFeatures place(List<NDArray> moved) {
        return switch (perturbed) {
            case X0 -> features.withFirst(moved);
            case X1 -> features.withSecond(moved);
            case X0X1 -> {
                List<NDArray> first = new ArrayList<>();
                List<NDArray> second = new ArrayList<>();
                for (NDArray tap : moved) {
                    NDList halves = tap.split(2);
                    first.add(halves.get(0));
                    second.add(halves.get(1));
                }
                yield features.withFirst(first).withSecond(second);
            }
            case REF -> features.withReference(moved);
        };
    }

    private static NDArray tensorScale(NDArray pictures) {
        return Tensors.times(pictures, 2).sub(1);
    }
}
