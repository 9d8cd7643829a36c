package io.rlpips.detector.model;

import io.rlpips.metric.image.RgbImage;
import java.io.Serializable;
import java.util.List;

/** Where a job's models come from: travels to the task managers and is asked there. */
public interface ModelSource extends Serializable {
    /** @return the model in force until another is activated */
    ModelDescription configured();

    /**
     * Looks at a bundle that was announced.
     *
     * @param location URI of a file
     * @param bundleSha256 what it must hash to
     * @throws io.rlpips.metric.failure.RlpipsException FORBIDDEN_LOCATION where bundles may not come from there,
     *     CONTENT_NOT_FOUND, CONTENT_MISMATCH, INVALID_BUNDLE or INVALID_WEIGHTS where it is not what was announced
     */
    ModelDescription describe(String modelId, String location, String bundleSha256);

    /**
     * Loads a model that this source described; whoever opens it closes it.
     *
     * @throws io.rlpips.metric.failure.RlpipsException as {@link #describe}
     */
    EmbeddingModel open(ModelDescription model);

    /** A loaded model. Safe to use from several threads. */
    interface EmbeddingModel extends AutoCloseable {
        /** @return one for each picture, in the same order; all with a compact row or all without */
        List<EmbeddedPicture> embed(List<RgbImage> pictures);

        /** @return the same without compact rows, which takes less time: whole fingerprints, not written to */
        default List<float[]> fingerprints(List<RgbImage> pictures) {
            return embed(pictures).stream().map(EmbeddedPicture::fingerprint).toList();
        }

        @Override
        void close();
    }
}
