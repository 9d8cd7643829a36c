package io.rlpips.detector.gate;

import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.BrokerRecord;
import java.util.List;

/**
 * An upload whose turn has come, with what it is to be judged by.
 *
 * @param visibleAtMillis the moment whose references and policies count for it
 * @param policies in force at that moment, ordered by bank
 * @param model active at that moment
 */
public record StampedRecord(
        BrokerRecord record, long visibleAtMillis, List<PolicyChange> policies, ModelDescription model) {}
