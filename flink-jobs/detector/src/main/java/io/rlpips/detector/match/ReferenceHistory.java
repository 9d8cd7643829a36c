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
     * must not come back to life, nor end the newer one where it is disabled. A removal names no record and is outdated
     * by none.
     */
    boolean outdates(ReferenceChange change) {
        if (versions.isEmpty()) {
            return false;
        }
        Coordinates newest = versions.get(versions.size() - 1).reference();
        return newest.follows(change.reference());
    }

    /**
     * Without versions that would have counted only from the change's time on: an upload whose moment is theirs is
     * answered when the change is known, so none has seen them.
     *
     * @return this history with everything ended at the change's time, and what the change brings
     */
    ReferenceHistory after(ReferenceChange change, Optional<ReferenceVersion> brought) {
        List<ReferenceVersion> next = new ArrayList<>();
        for (ReferenceVersion version : versions) {
            if (version.fromMillis() < change.brokerTimeMillis()) {
                next.add(version.endingAt(change.brokerTimeMillis()));
            }
        }
        brought.ifPresent(next::add);
        return new ReferenceHistory(next);
    }

    ReferenceHistory withoutEndedBefore(long moment) {
        return new ReferenceHistory(new ArrayList<>(versions.stream()
                .filter(version -> !version.validity().overBy(moment))
                .toList()));
    }

    /** @return whether each version of the other history is one of this, too */
    boolean keepsAllOf(ReferenceHistory other) {
        return other.versions.stream()
                .allMatch(version -> versions.stream().anyMatch(kept -> kept.version() == version.version()));
    }

    ReferenceVersion version(long number) {
        return versions.stream()
                .filter(version -> version.version() == number)
                .findFirst()
                .orElseThrow();
    }
}
