package io.rlpips.local.erasure;

import java.util.Optional;

/**
 * What is left of references on one topic.
 *
 * @param topic its name
 * @param pictures records with a picture, or fingerprints of it
 * @param names records that only name them, tombstones among them
 * @param keptForEver why the settings never let something of it go, in one line; empty where they do
 */
public record TopicTraces(String topic, Remains pictures, Remains names, Optional<String> keptForEver) {
    public boolean nothing() {
        return pictures.records() + names.records() == 0;
    }
}
