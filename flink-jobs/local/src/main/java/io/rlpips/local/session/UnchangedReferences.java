package io.rlpips.local.session;

import io.rlpips.local.exchange.Broker;
import io.rlpips.local.exchange.NewestRecords;
import io.rlpips.local.exchange.Position;
import io.rlpips.local.exchange.Reader;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.ReferenceState;
import io.rlpips.schemas.Subjects;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the references that need not be sent again, which is what makes a bulk registration resumable. */
public final class UnchangedReferences {
    /** States of a reference that is registered, whatever its alerts are like. */
    private static final Set<ReferenceState> STANDING =
            EnumSet.of(ReferenceState.ACTIVE, ReferenceState.QUARANTINED, ReferenceState.DISPUTED);

    private UnchangedReferences() {}

    /** @return ids of the pictures that stand in that bank with the very bytes they have now */
    public static Set<String> among(Broker broker, List<Picture> pictures, String bank) {
        Map<String, Picture> wanted =
                pictures.stream().collect(Collectors.toMap(Picture::id, Function.identity(), (first, last) -> last));
        // A status names the record it speaks of: only that one says which bytes are active.
        Map<Position, Picture> active = NewestRecords.read(broker, Subjects.REFERENCE_STATUS).values().stream()
                .filter(status -> STANDING.contains(status.getState())
                        && status.getBank().equals(bank)
                        && wanted.containsKey(status.getReferenceId()))
                .collect(Collectors.toMap(
                        status -> Position.of(status.getReference()), status -> wanted.get(status.getReferenceId())));
        Set<String> unchanged = new HashSet<>();
        if (active.isEmpty()) {
            return unchanged;
        }
        try (Reader<Reference> references = broker.readerFromStart(Subjects.REFERENCES)) {
            references.visitToEnd(active::containsKey, arrival -> {
                Picture picture = active.get(arrival.position());
                if (!arrival.tombstone() && plain(arrival.value()) && sameBytes(arrival.value(), picture)) {
                    unchanged.add(picture.id());
                }
            });
        }
        return unchanged;
    }

    /** What this command line would send: somebody else's record may say more and is replaced. */
    private static boolean plain(Reference reference) {
        return reference.getEnabled()
                && reference.getValidFromMillis() == null
                && reference.getValidUntilMillis() == null;
    }

    private static boolean sameBytes(Reference reference, Picture picture) {
        ImagePayload sent = reference.getImage();
        ImagePayload now = Payloads.reference(picture, reference.getBank()).getImage();
        return now.equals(sent);
    }
}
