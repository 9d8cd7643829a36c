package io.rlpips.detector.register;

import io.rlpips.detector.model.ModelIdentity;

/**
 * How far one register task is with a model; its fingerprints are on the topic.
 *
 * @param task which one, from 0
 * @param tasks how many there are
 * @param prepared references of this task that have fingerprints of the model
 * @param total references of this task
 */
public record ModelProgress(ModelIdentity model, int task, int tasks, long prepared, long total) {}
