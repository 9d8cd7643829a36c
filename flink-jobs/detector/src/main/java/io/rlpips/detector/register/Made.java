package io.rlpips.detector.register;

import io.rlpips.detector.model.ModelIdentity;
import java.util.List;

/**
 * Fingerprints of a reference that are on the topic, or on their way there.
 *
 * @param views besides the picture as it is, by their labels
 */
public record Made(ModelIdentity model, List<String> views) {}
