package io.rlpips.detector.replay;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.MasterImages;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.detector.register.EmbedOrder;
import io.rlpips.detector.register.MasterImage;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.view.View;
import io.rlpips.schemas.FingerprintKey;
import io.rlpips.schemas.FingerprintRow;
import io.rlpips.schemas.MalformedRecordException;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.SingleObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * A version of a reference as a fingerprints record tells it, whichever model made its rows.
 *
 * @param standing whether it counts; an ended one has no views and no master
 * @param views it is fingerprinted under besides the picture as it is, by their labels
 * @param master image as PNG
 */
record RecordedReference(
        String modelId,
        boolean standing,
        ReferenceTicket ticket,
        List<String> views,
        PictureFacts facts,
        byte[] master) {
    private static final PictureFacts UNKNOWN = new PictureFacts("", 0, 0, 0, false);
    private static final byte[] NOTHING = {};

    static RecordedReference read(BrokerRecord record, SingleObject<ReferenceFingerprints> wire, MasterImages masters)
            throws MalformedRecordException {
        FingerprintKey key = FingerprintKey.parse(record.keyText());
        if (record.tombstone()) {
            return ended(key, record);
        }
        ReferenceFingerprints value = wire.decode(record.value());
        if (!key.equals(new FingerprintKey(value.getReferenceId(), value.getModelId()))) {
            throw new MalformedRecordException("key names reference '%s' of model %s, value reference '%s' of model %s"
                    .formatted(key.referenceId(), key.modelId(), value.getReferenceId(), value.getModelId()));
        }
        return value.getEnabled()
                ? new RecordedReference(
                        key.modelId(),
                        true,
                        ticket(value),
                        views(value),
                        new PictureFacts(
                                value.getImageSha256(),
                                value.getImageLength(),
                                value.getImageWidth(),
                                value.getImageHeight(),
                                false),
                        masters.require(value.getMasterImage()))
                : ended(key, record);
    }

    /** @return whether the other stands for the same record of the references topic, under the same views */
    boolean sameAs(RecordedReference other) {
        return standing == other.standing
                && views.equals(other.views)
                && ticket.at().equals(other.ticket.at());
    }

    /** The ReferenceJob writes at least once: an older version behind a newer one must not come back to life. */
    boolean outdatedBy(Coordinates newest) {
        Coordinates at = ticket.at();
        return standing
                && newest.topic().equals(at.topic())
                && newest.partition() == at.partition()
                && newest.offset() > at.offset();
    }

    EmbedOrder order(ModelDescription model) {
        return new EmbedOrder(ticket, model, !standing, false, views, facts, MasterImage.kept(master));
    }

    private static RecordedReference ended(FingerprintKey key, BrokerRecord record) {
        ReferenceTicket ticket = new ReferenceTicket(
                record.at(),
                record.brokerTimeMillis(),
                key.referenceId(),
                "",
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                false,
                new HashMap<>());
        return new RecordedReference(key.modelId(), false, ticket, new ArrayList<>(), UNKNOWN, NOTHING);
    }

    private static ReferenceTicket ticket(ReferenceFingerprints value) {
        return new ReferenceTicket(
                Coordinates.of(value.getReference()),
                value.getReferenceBrokerTimeMillis(),
                value.getReferenceId(),
                value.getBank(),
                value.getValidFromMillis() == null ? Long.MIN_VALUE : value.getValidFromMillis(),
                value.getValidUntilMillis() == null ? Long.MAX_VALUE : value.getValidUntilMillis(),
                true,
                new HashMap<>(value.getAttributes()));
    }

    private static List<String> views(ReferenceFingerprints value) throws MalformedRecordException {
        List<String> views = new ArrayList<>();
        for (FingerprintRow row : value.getRows()) {
            try {
                if (View.named(row.getView()) != View.AS_IS) {
                    views.add(row.getView());
                }
            } catch (RlpipsException unknown) {
                throw new MalformedRecordException(unknown.getMessage(), unknown);
            }
        }
        return views;
    }
}
