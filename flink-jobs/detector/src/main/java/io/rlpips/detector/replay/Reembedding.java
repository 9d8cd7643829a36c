package io.rlpips.detector.replay;

import io.rlpips.detector.embed.Embedding;
import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.register.FingerprintUpdate;
import io.rlpips.detector.register.ReferenceEmbedding;
import io.rlpips.metric.image.RgbImage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes the fingerprints records that another model would have left behind. */
public final class Reembedding implements Embedding<ReembedOrder, BrokerRecord> {
    private static final long serialVersionUID = 1L;

    private final ReferenceEmbedding references = new ReferenceEmbedding();

    @Override
    public ModelDescription model(ReembedOrder order) {
        return references.model(order.order());
    }

    @Override
    public List<RgbImage> pictures(ReembedOrder order) {
        return references.pictures(order.order());
    }

    @Override
    public BrokerRecord assemble(ReembedOrder order, List<EmbeddedPicture> embedded) {
        FingerprintUpdate update = references.assemble(order.order(), embedded).update();
        return new BrokerRecord(
                order.at(),
                order.brokerTimeMillis(),
                true,
                update.key().getBytes(StandardCharsets.UTF_8),
                update.tombstone(),
                update.value());
    }
}
