package io.rlpips.detector.register;

import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.Embedding;
import io.rlpips.detector.embed.ModelIdentity;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.metric.image.AwtImages;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.FingerprintRow;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Makes the fingerprints record of a reference. */
public final class ReferenceEmbedding implements Embedding<CanonicalPicture<ReferenceTicket>, Registration> {
    private static final long serialVersionUID = 1L;

    private final ModelIdentity model;
    private final SingleObject<ReferenceFingerprints> wire = SingleObject.of(Subjects.FINGERPRINTS);

    public ReferenceEmbedding(ModelIdentity model) {
        this.model = model;
    }

    @Override
    public List<RgbImage> pictures(CanonicalPicture<ReferenceTicket> reference) {
        return List.of(reference.masterImage());
    }

    @Override
    public Registration assemble(CanonicalPicture<ReferenceTicket> reference, List<float[]> fingerprints) {
        ReferenceTicket ticket = reference.ticket();
        List<FingerprintRow> rows = new ArrayList<>();
        for (float[] fingerprint : fingerprints) {
            rows.add(new FingerprintRow(CanonicalPicture.AS_IS, littleEndian(fingerprint)));
        }
        byte[] value = wire.encode(record(reference, rows));
        return Registration.fingerprinted(
                ticket.referenceId(), ticket.bank(), ticket.at(), ticket.brokerTimeMillis(), rows.size(), value);
    }

    private ReferenceFingerprints record(CanonicalPicture<ReferenceTicket> reference, List<FingerprintRow> rows) {
        ReferenceTicket ticket = reference.ticket();
        return ReferenceFingerprints.newBuilder()
                .setReferenceId(ticket.referenceId())
                .setBank(ticket.bank())
                .setReference(ticket.at().toAvro())
                .setReferenceBrokerTimeMillis(ticket.brokerTimeMillis())
                .setValidFromMillis(ticket.validFromMillis() == Long.MIN_VALUE ? null : ticket.validFromMillis())
                .setValidUntilMillis(ticket.validUntilMillis() == Long.MAX_VALUE ? null : ticket.validUntilMillis())
                .setEnabled(ticket.enabled())
                .setAttributes(ticket.attributes())
                .setImageSha256(reference.facts().sha256())
                .setImageLength(reference.facts().length())
                .setImageWidth(reference.facts().width())
                .setImageHeight(reference.facts().height())
                .setMasterImage(ByteBuffer.wrap(AwtImages.png(reference.masterImage())))
                .setModelId(model.modelId())
                .setModelHash(model.modelHash())
                .setRows(rows)
                .build();
    }

    private static ByteBuffer littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }
}
