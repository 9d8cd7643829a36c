package io.rlpips.detector.control;

import io.rlpips.detector.read.Coordinates;

/**
 * A record of the policies topic: from its broker time on the rule holds.
 *
 * @param removed whether it takes the policy back; the rule is then {@link BankRule#DEFAULT}
 */
public record PolicyChange(String bank, Coordinates at, long brokerTimeMillis, boolean removed, BankRule rule) {}
