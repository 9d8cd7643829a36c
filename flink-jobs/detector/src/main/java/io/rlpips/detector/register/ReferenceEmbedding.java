package io.rlpips.detector.register;

import io.rlpips.detector.embed.Embedding;
import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.View;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.FingerprintRow;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import io.rlpips.schemas.Subjects;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the fingerprints records of references: one row for the picture as it is and for each view that was asked for. A
 * view without structure, such as the middle of a framed blank page, is left out: every flat picture would lie near it.
 */
public final class ReferenceEmbedding implements Embedding<EmbedOrder, Fingerprinted> {
    private static final long serialVersionUID = 1L;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final byte[] NO_VALUE = {};

    private final SingleObject<ReferenceFingerprints> wire = SingleObject.of(Subjects.FINGERPRINTS);

    /** A view and what is seen under it. */
    private record Seen(View view, RgbImage picture) {}

    @Override
    public ModelDescription model(EmbedOrder order) {
        return order.model();
    }

    @Override
    public List<RgbImage> pictures(EmbedOrder order) {
        return order.removal()
                ? List.of()
                : seen(order).stream().map(Seen::picture).toList();
    }

    @Override
    public Fingerprinted assemble(EmbedOrder order, List<EmbeddedPicture> embedded) {
        ModelIdentity model = order.model().identity();
        String key = new FingerprintKey(order.ticket().referenceId(), model.modelId()).text();
        if (order.removal()) {
            return new Fingerprinted(
                    new FingerprintUpdate(key, true, NO_VALUE), order.ticket(), model, 0, order.announced());
        }
        List<View> views = views(order, embedded.size());
        List<FingerprintRow> rows = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            rows.add(row(views.get(i).label(), embedded.get(i)));
        }
        return new Fingerprinted(
                new FingerprintUpdate(key, false, wire.encode(record(order, rows))),
                order.ticket(),
                model,
                rows.size(),
                order.announced());
    }

    private static List<View> asked(EmbedOrder order) {
        return Stream.concat(Stream.of(View.AS_IS), order.views().stream().map(View::named))
                .toList();
    }

    private static List<Seen> seen(EmbedOrder order) {
        RgbImage master = order.master().image();
        return asked(order).stream()
                .map(view -> new Seen(view, view.input(master, order.model().inputSize())))
                .filter(seen -> seen.view() == View.AS_IS || !Canonicaliser.isFeatureless(seen.picture()))
                .toList();
    }

    /** @param count how many were embedded: nearly always all */
    private static List<View> views(EmbedOrder order, int count) {
        List<View> asked = asked(order);
        return asked.size() == count
                ? asked
                : seen(order).stream().map(Seen::view).toList();
    }

    /** A compact row is enough: the whole fingerprint can be made again from the master image. */
    private static FingerprintRow row(String view, EmbeddedPicture picture) {
        return picture.compact()
                .map(row -> new FingerprintRow(view, NOTHING, littleEndian(row.point()), row.rounding()))
                .orElseGet(() -> new FingerprintRow(view, littleEndian(picture.fingerprint()), NOTHING, 0f));
    }

    private static ReferenceFingerprints record(EmbedOrder order, List<FingerprintRow> rows) {
        ReferenceTicket ticket = order.ticket();
        ModelIdentity model = order.model().identity();
        return ReferenceFingerprints.newBuilder()
                .setReferenceId(ticket.referenceId())
                .setBank(ticket.bank())
                .setReference(ticket.at().toAvro())
                .setReferenceBrokerTimeMillis(ticket.brokerTimeMillis())
                .setValidFromMillis(ticket.validFromMillis() == Long.MIN_VALUE ? null : ticket.validFromMillis())
                .setValidUntilMillis(ticket.validUntilMillis() == Long.MAX_VALUE ? null : ticket.validUntilMillis())
                .setEnabled(ticket.enabled())
                .setAttributes(ticket.attributes())
                .setImageSha256(order.facts().sha256())
                .setImageLength(order.facts().length())
                .setImageWidth(order.facts().width())
                .setImageHeight(order.facts().height())
                .setMasterImage(ByteBuffer.wrap(order.master().file()))
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
