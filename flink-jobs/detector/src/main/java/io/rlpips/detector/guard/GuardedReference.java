package io.rlpips.detector.guard;

import io.rlpips.detector.read.Coordinates;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.ReferenceStatus;
import io.rlpips.schemas.WallClock;

/**
 * What is told of a reference, and what was told last.
 *
 * @param reference the newest version that has matched
 * @param told the state its owner knows of from here
 */
public record GuardedReference(
        String referenceId,
        String bank,
        Coordinates reference,
        long referenceBrokerTimeMillis,
        String modelId,
        String modelHash,
        ReferenceState told) {
    static GuardedReference of(Alert match, ReferenceState told) {
        return new GuardedReference(
                match.getReferenceId(),
                match.getBank(),
                Coordinates.of(match.getReference()),
                match.getReferenceBrokerTimeMillis(),
                match.getModelId(),
                match.getModelHash(),
                told);
    }

    /**
     * Of a new version its owner has been told that it is active, by whoever registered it.
     *
     * @return with what is known after a match of this version, or of another one
     */
    GuardedReference matchedBy(Alert match) {
        if (match.getReferenceBrokerTimeMillis() < referenceBrokerTimeMillis) {
            return this;
        }
        return of(match, Coordinates.of(match.getReference()).equals(reference) ? told : ReferenceState.ACTIVE);
    }

    GuardedReference telling(ReferenceState state) {
        return new GuardedReference(referenceId, bank, reference, referenceBrokerTimeMillis, modelId, modelHash, state);
    }

    /**
     * @param causeMillis broker time of the upload or review that changed the state
     * @param nowMillis reading of this machine's clock, for the fields that say when
     */
    ReferenceStatus status(String reason, long causeMillis, long nowMillis) {
        return ReferenceStatus.newBuilder()
                .setReferenceId(referenceId)
                .setBank(bank)
                .setState(told)
                .setReason(reason)
                .setReference(reference.toAvro())
                .setReferenceBrokerTimeMillis(referenceBrokerTimeMillis)
                .setModelId(modelId)
                .setModelHash(modelHash)
                .setWallClock(new WallClock(nowMillis, nowMillis - causeMillis))
                .build();
    }
}
