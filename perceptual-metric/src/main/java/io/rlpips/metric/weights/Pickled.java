package io.rlpips.metric.weights;

import java.util.Map;

/**
 * What one pickle holds.
 *
 * @param root null, text, a number, a list, a map, an array for a tuple, a {@link TensorView}, or whatever else
 *     {@link PickleGlobals} makes; containers may contain themselves
 * @param storages every storage that the pickle refers to, by key
 */
record Pickled(Object root, Map<String, StorageReference> storages) {}
