package io.rlpips.training.heads;

import ai.djl.ndarray.NDManager;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.fingerprint.PictureTensors;
import io.rlpips.training.data.Triplet;
import io.rlpips.training.heads.ranking.TripletTensors;
import java.util.List;

/** Triplets as the networks take them. */
final class TripletBatch {
    private TripletBatch() {}

    /** @param triplets at least one, all of one size */
    static TripletTensors tensors(NDManager manager, List<Triplet> triplets) {
        float[] judgments = new float[triplets.size()];
        for (int row = 0; row < judgments.length; row++) {
            judgments[row] = triplets.get(row).secondShare();
        }
        return new TripletTensors(
                PictureTensors.of(
                        manager, triplets.stream().map(Triplet::reference).toList()),
                PictureTensors.of(manager, triplets.stream().map(Triplet::first).toList()),
                PictureTensors.of(
                        manager, triplets.stream().map(Triplet::second).toList()),
                Tensors.of(manager, new int[] {judgments.length}, judgments));
    }
}
