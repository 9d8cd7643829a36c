package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import java.util.List;

/**
 * A model that is complete but for what publishing adds.
 *
 * @param bundle with the tensors as they will be published, so that all that follows is measured on these
 * @param measurements what is already known about it, for the card
 */
record Draft(ModelBundle bundle, List<Measurement> measurements) {}
