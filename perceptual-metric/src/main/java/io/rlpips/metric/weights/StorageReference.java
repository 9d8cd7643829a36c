package io.rlpips.metric.weights;

/**
 * A run of numbers that a checkpoint keeps apart from its pickle. What it says is the file's claim until the numbers are
 * read.
 *
 * @param key names the run inside the checkpoint
 * @param elements how many numbers it is said to hold
 */
record StorageReference(ElementType type, String key, long elements) {
    /** @return how long the run must be; negative for a nonsensical claim */
    long bytes() {
        return elements > Long.MAX_VALUE / (2 * Long.BYTES) ? -1 : elements * type.bytes();
    }
}
