package io.rlpips.local.erasure;

import java.time.Instant;
import java.util.Optional;

/**
 * What is left of references on one topic, of one kind.
 *
 * @param records how many
 * @param notBefore the oldest moment at which the topic's settings let the last of them go; empty where there are none,
 *     or where they never let it
 */
public record Remains(long records, Optional<Instant> notBefore) {
    static final Remains NONE = new Remains(0, Optional.empty());

    /** @return whether the settings keep something for ever */
    public boolean forEver() {
        return records > 0 && notBefore.isEmpty();
    }
}
