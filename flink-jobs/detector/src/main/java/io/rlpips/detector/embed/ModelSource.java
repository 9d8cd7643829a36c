package io.rlpips.detector.embed;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.projection.Projection;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Where a job's model comes from: travels to the task managers and is opened there. */
public interface ModelSource extends Serializable {
    /** @return what names the model in records */
    ModelIdentity identity();

    /** @return how many values of a fingerprint belong to each layer, first layer first */
    int[] layerLengths();

    /** @return what its fingerprints are searched through; empty where it has none, and whole fingerprints are compared */
    Optional<Projection> projection();

    /** Loads the model; whoever opens it closes it. */
    EmbeddingModel open();

    /** A loaded model. Safe to use from several threads. */
    interface EmbeddingModel extends AutoCloseable {
        /** @return one for each picture, in the same order; all with a compact row or all without */
        List<EmbeddedPicture> embed(List<RgbImage> pictures);

        @Override
        void close();
    }
}
