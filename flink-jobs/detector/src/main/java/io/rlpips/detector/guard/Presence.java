package io.rlpips.detector.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whether a reference is there, and since when it is not. What the guard keeps of a reference goes the horizon after it
 * ended: uploads and records that could still have to do with it have gone from their topics by then. One that comes back
 * before that has not ended.
 *
 * @param models whose fingerprints of it stand
 * @param newestMillis broker time of the newest change
 * @param ends broker times at which it ended and after which nothing was forgotten yet, oldest first
 */
public record Presence(List<String> models, long newestMillis, List<Long> ends) {
    /** Of a reference that nothing was heard of, or that was forgotten. */
    static final Presence UNKNOWN = new Presence(List.of(), Long.MIN_VALUE, List.of());

    /** The fingerprints of a model come in their order; those of several models may cross each other by a moment. */
    Presence with(PresenceChange change, long horizonMs) {
        List<String> standing = new ArrayList<>(models);
        standing.remove(change.modelId());
        if (!change.removed()) {
            standing.add(change.modelId());
        }
        List<Long> over = new ArrayList<>(ends);
        boolean backInTime = gone() && change.brokerTimeMillis() < lastEnd() + horizonMs;
        if (gone() && (backInTime || change.removed())) {
            over.remove(over.size() - 1);
        }
        long newest = Math.max(newestMillis, change.brokerTimeMillis());
        if (standing.isEmpty()) {
            over.add(newest);
        }
        return new Presence(standing, newest, over);
    }

    /** @return whether it is known to have ended */
    boolean gone() {
        return models.isEmpty() && !ends.isEmpty();
    }

    /** @return whether nothing is left to be remembered */
    boolean over() {
        return models.isEmpty() && ends.isEmpty();
    }

    /** @return when it ended last, up to a broker time */
    OptionalLong lastEndUntil(long millis) {
        return ends.stream()
                .mapToLong(Long::longValue)
                .filter(end -> end <= millis)
                .max();
    }

    Presence withoutEndsUntil(long millis) {
        return new Presence(
                models,
                newestMillis,
                new ArrayList<>(ends.stream().filter(end -> end > millis).toList()));
    }

    private long lastEnd() {
        return ends.get(ends.size() - 1);
    }
}
