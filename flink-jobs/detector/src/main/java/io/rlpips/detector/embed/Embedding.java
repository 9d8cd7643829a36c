package io.rlpips.detector.embed;

import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.metric.image.RgbImage;
import java.io.Serializable;
import java.util.List;

/** What is embedded of a record, and what becomes of it with the fingerprints. */
public interface Embedding<I, O> extends Serializable {
    /** @return the model that embeds its pictures */
    ModelDescription model(I item);

    /** @return the pictures to embed; may be none */
    List<RgbImage> pictures(I item);

    /** @param embedded one for each of {@link #pictures}, in the same order */
    O assemble(I item, List<EmbeddedPicture> embedded);
}
