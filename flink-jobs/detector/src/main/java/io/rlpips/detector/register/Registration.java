package io.rlpips.detector.register;

import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.failure.FailureCategory;

/**
 * What became of a record on the references topic.
 *
 * @param bank empty where it is not known
 * @param kind which of the following fields say something
 * @param category why it was rejected
 * @param reason why it was rejected, in one line
 * @param views how many views were fingerprinted
 * @param fingerprints value for the fingerprints topic, in single-object encoding
 */
public record Registration(
        String referenceId,
        String bank,
        Coordinates at,
        long brokerTimeMillis,
        Kind kind,
        FailureCategory category,
        String reason,
        int views,
        byte[] fingerprints) {
    private static final byte[] NOTHING = {};

    /** How it ended. */
    public enum Kind {
        FINGERPRINTED,
        REJECTED,
        REMOVED
    }

    static Registration fingerprinted(
            String referenceId, String bank, Coordinates at, long brokerTimeMillis, int views, byte[] fingerprints) {
        return new Registration(
                referenceId,
                bank,
                at,
                brokerTimeMillis,
                Kind.FINGERPRINTED,
                FailureCategory.INTERNAL,
                "",
                views,
                fingerprints);
    }

    static Registration rejected(
            String referenceId,
            String bank,
            Coordinates at,
            long brokerTimeMillis,
            FailureCategory category,
            String reason) {
        return new Registration(referenceId, bank, at, brokerTimeMillis, Kind.REJECTED, category, reason, 0, NOTHING);
    }

    static Registration removed(String referenceId, Coordinates at, long brokerTimeMillis) {
        return new Registration(
                referenceId, "", at, brokerTimeMillis, Kind.REMOVED, FailureCategory.INTERNAL, "", 0, NOTHING);
    }

    /** @return whether this record is older than one already settled for the same reference */
    boolean olderThan(Settled newest) {
        boolean samePartition = at.topic().equals(newest.at().topic())
                && at.partition() == newest.at().partition();
        return samePartition ? at.offset() < newest.at().offset() : brokerTimeMillis < newest.brokerTimeMillis();
    }

    /** The newest record of a reference that took effect. */
    public record Settled(Coordinates at, long brokerTimeMillis) {}
}
