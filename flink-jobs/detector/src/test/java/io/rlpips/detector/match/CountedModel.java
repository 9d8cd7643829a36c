package io.rlpips.detector.match;

import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelSource;
import io.rlpips.metric.image.RgbImage;
import java.io.Serializable;
import java.util.List;

/** A model of which is known how often it was opened and how much it embedded. */
record CountedModel(ModelSource model, Work work) implements ModelSource {
    private static final long serialVersionUID = 1L;

    /** On the thread of one operator. */
    static final class Work implements Serializable {
        private static final long serialVersionUID = 1L;

        private int opened;
        private int embedded;

        void begin() {
            opened = 0;
            embedded = 0;
        }

        int opened() {
            return opened;
        }

        /** @return pictures */
        int embedded() {
            return embedded;
        }
    }

    @Override
    public ModelDescription configured() {
        return model.configured();
    }

    @Override
    public ModelDescription describe(String modelId, String location, String bundleSha256) {
        return model.describe(modelId, location, bundleSha256);
    }

    @Override
    public EmbeddingModel open(ModelDescription description) {
        work.opened++;
        EmbeddingModel loaded = model.open(description);
        return new EmbeddingModel() {
            @Override
            public List<EmbeddedPicture> embed(List<RgbImage> pictures) {
                work.embedded += pictures.size();
                return loaded.embed(pictures);
            }

            @Override
            public void close() {
                loaded.close();
            }
        };
    }
}
