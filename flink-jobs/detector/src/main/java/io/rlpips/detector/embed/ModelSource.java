package io.rlpips.detector.embed;

import io.rlpips.metric.image.RgbImage;
import java.io.Serializable;
import java.util.List;

/** Where a job's model comes from: travels to the task managers and is opened there. */
public interface ModelSource extends Serializable {
    /** @return what names the model in records */
    ModelIdentity identity();

    /** @return how many values of a fingerprint belong to each layer, first layer first */
    int[] layerLengths();

    /** Loads the model; whoever opens it closes it. */
    EmbeddingModel open();

    /** A loaded model. Safe to use from several threads. */
    interface EmbeddingModel extends AutoCloseable {
        /** @return a fingerprint for each picture, in the same order */
        List<float[]> embed(List<RgbImage> pictures);

        @Override
        void close();
    }
}
