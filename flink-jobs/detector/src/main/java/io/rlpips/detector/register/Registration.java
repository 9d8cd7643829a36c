package io.rlpips.detector.register;

import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.detector.read.Rejection;
import io.rlpips.metric.failure.FailureCategory;
import java.util.HashMap;

/**
 * What a record on the references topic asks for, after its picture was decoded or could not be.
 *
 * @param ticket of the record; where it was rejected only its id, bank and place are known
 * @param kind which of the following fields say something
 * @param facts of its picture
 * @param master its master image
 * @param category why it was rejected
 * @param reason why it was rejected, in one line
 */
public record Registration(
        ReferenceTicket ticket,
        Kind kind,
        PictureFacts facts,
        MasterImage master,
        FailureCategory category,
        String reason) {
    private static final PictureFacts UNKNOWN = new PictureFacts("", 0, 0, 0, false);

    /** What became of it. */
    public enum Kind {
        DECODED,
        REJECTED,
        REMOVED
    }

    /** The newest record of a reference that took effect. */
    public record Settled(Coordinates at, long brokerTimeMillis, String bank) {}

    public static Registration decoded(CanonicalPicture<ReferenceTicket> picture) {
        return new Registration(
                picture.ticket(),
                Kind.DECODED,
                picture.facts(),
                MasterImage.of(picture.masterImage()),
                FailureCategory.INTERNAL,
                "");
    }

    public static Registration removed(ReferenceTicket ticket) {
        return new Registration(ticket, Kind.REMOVED, UNKNOWN, MasterImage.NONE, FailureCategory.INTERNAL, "");
    }

    /** @param bank that the record, which is sound, names */
    public static Registration rejected(Rejection rejection, String bank) {
        BrokerRecord record = rejection.record();
        ReferenceTicket ticket = new ReferenceTicket(
                record.at(),
                record.brokerTimeMillis(),
                rejection.recordId(),
                bank,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                false,
                new HashMap<>());
        return new Registration(
                ticket, Kind.REJECTED, UNKNOWN, MasterImage.NONE, rejection.category(), rejection.message());
    }

    public String referenceId() {
        return ticket.referenceId();
    }

    RegisteredReference registered() {
        return new RegisteredReference(ticket, facts, master.file());
    }

    Settled settled() {
        return new Settled(ticket.at(), ticket.brokerTimeMillis(), ticket.bank());
    }

    /** @return whether this record is older than one already settled for the same reference */
    boolean olderThan(Settled newest) {
        Coordinates at = ticket.at();
        boolean samePartition = at.topic().equals(newest.at().topic())
                && at.partition() == newest.at().partition();
        return samePartition
                ? at.offset() < newest.at().offset()
                : ticket.brokerTimeMillis() < newest.brokerTimeMillis();
    }
}
