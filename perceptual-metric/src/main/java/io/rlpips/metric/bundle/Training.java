package io.rlpips.metric.bundle;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a model was made, so that somebody can make it again.
 *
 * @param data what it was trained on, in words
 * @param pictures how many pictures that were; at least 0
 * @param seed of every random choice
 * @param epochs passes over the data; at least 0
 * @param command the command line that trains it again
 * @param details further settings by name, in the order of their names
 */
public record Training(String data, long pictures, long seed, int epochs, String command, Map<String, String> details) {
    public Training {
        if (pictures < 0 || epochs < 0) {
            throw BundleFailure.of("training on %d pictures for %d epochs: neither can be negative", pictures, epochs);
        }
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
