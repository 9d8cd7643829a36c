package io.rlpips.detector.register;

import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.EmbeddedPicture;
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

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

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
    public Registration assemble(CanonicalPicture<ReferenceTicket> reference, List<EmbeddedPicture> embedded) {
        ReferenceTicket ticket = reference.ticket();
        List<FingerprintRow> rows = new ArrayList<>();
        for (EmbeddedPicture picture : embedded) {
            rows.add(row(CanonicalPicture.AS_IS, picture));
        }
        byte[] value = wire.encode(record(reference, rows));
        return Registration.fingerprinted(
                ticket.referenceId(), ticket.bank(), ticket.at(), ticket.brokerTimeMillis(), rows.size(), value);
    }

    /** A compact row is enough: the whole fingerprint can be made again from the master image. */
    private static FingerprintRow row(String view, EmbeddedPicture picture) {
        return picture.compact()
                .map(row -> new FingerprintRow(view, NOTHING, littleEndian(row.point()), row.rounding()))
                .orElseGet(() -> new FingerprintRow(view, littleEndian(picture.fingerprint()), NOTHING, 0f));
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
                .setProjectionHash(model.projectionHash())
                .setRows(rows)
                .build();
    }

    private static ByteBuffer littleEndian(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }
}
