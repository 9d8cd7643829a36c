package io.rlpips.detector.register;

import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.RejectCategory;
import io.rlpips.schemas.WallClock;

/** What the owner of a reference is told. */
final class ReferenceStatuses {
    private static final ModelIdentity NONE = new ModelIdentity("", "", "");

    private ReferenceStatuses() {}

    static ReferenceStatus settled(Fingerprinted fingerprinted) {
        boolean removed = fingerprinted.update().tombstone();
        return status(
                        fingerprinted.ticket(),
                        removed ? ReferenceState.REMOVED : ReferenceState.ACTIVE,
                        removed ? NONE : fingerprinted.model())
                .setViews(fingerprinted.rows())
                .build();
    }

    /** @param earlierStays whether a version before it stays active */
    static ReferenceStatus rejected(Registration registration, boolean earlierStays) {
        return status(registration.ticket(), ReferenceState.REJECTED, NONE)
                .setCategory(RejectCategory.valueOf(registration.category().name()))
                .setReason(registration.reason() + (earlierStays ? "; the version before it stays active" : ""))
                .build();
    }

    private static ReferenceStatus.Builder status(ReferenceTicket ticket, ReferenceState state, ModelIdentity model) {
        long now = System.currentTimeMillis();
        return ReferenceStatus.newBuilder()
                .setReferenceId(ticket.referenceId())
                .setBank(ticket.bank())
                .setState(state)
                .setReference(ticket.at().toAvro())
                .setReferenceBrokerTimeMillis(ticket.brokerTimeMillis())
                .setModelId(model.modelId())
                .setModelHash(model.modelHash())
                .setViews(0)
                .setWallClock(new WallClock(now, now - ticket.brokerTimeMillis()));
    }
}
