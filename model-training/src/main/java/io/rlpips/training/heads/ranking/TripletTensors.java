package io.rlpips.training.heads.ranking;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * A batch of triplets. Owns nothing; all arrays belong to one manager.
 *
 * @param reference x, float32 [N, 3, H, W] in [-1, 1], RGB; an attack without range clipping leaves that range
 * @param first x0, likewise
 * @param second x1, likewise
 * @param judgments h, [N], the share of judges who found the second closer
 */
public record TripletTensors(NDArray reference, NDArray first, NDArray second, NDArray judgments) {

    public TripletTensors withReference(NDArray pictures) {
        return new TripletTensors(pictures, first, second, judgments);
    }

    public TripletTensors withFirst(NDArray pictures) {
        return new TripletTensors(reference, pictures, second, judgments);
    }

    public TripletTensors withSecond(NDArray pictures) {
        return new TripletTensors(reference, first, pictures, judgments);
    }

    /** @return how many triplets */
    public int size() {
        return Math.toIntExact(reference.getShape().get(0));
    }

    public NDManager manager() {
        return reference.getManager();
    }
}
