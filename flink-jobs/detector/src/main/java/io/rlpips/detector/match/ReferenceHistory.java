package io.rlpips.detector.match;

import io.rlpips.detector.read.Coordinates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The versions of one reference under one model that an upload may still need, oldest first. */
public record ReferenceHistory(List<ReferenceVersion> versions) {
    static final ReferenceHistory EMPTY = new ReferenceHistory(List.of());

    /**
     * The ReferenceJob writes at least once: after a failure it may repeat an older version behind a newer one, which
     * must not come back to life.
     */
    boolean outdates(ReferenceChange change) {
        if (change.removed() || versions.isEmpty()) {
            return false;
        }
        Coordinates newest = versions.get(versions.size() - 1).reference();
        return newest.topic().equals(change.reference().topic())
                && newest.partition() == change.reference().partition()
                && newest.offset() > change.reference().offset();
    }

    /** @return this history with everything ended at the change's time, and what the change brings */
    ReferenceHistory after(ReferenceChange change, Optional<ReferenceVersion> brought) {
        List<ReferenceVersion> next = new ArrayList<>();
        for (ReferenceVersion version : versions) {
            next.add(version.endingAt(change.brokerTimeMillis()));
        }
        brought.ifPresent(next::add);
        return new ReferenceHistory(next);
    }

    ReferenceHistory withoutEndedBefore(long moment) {
        return new ReferenceHistory(new ArrayList<>(versions.stream()
                .filter(version -> version.untilMillis() > moment)
                .toList()));
    }

    ReferenceVersion version(long number) {
        return versions.stream()
                .filter(version -> version.version() == number)
                .findFirst()
                .orElseThrow();
    }
}
