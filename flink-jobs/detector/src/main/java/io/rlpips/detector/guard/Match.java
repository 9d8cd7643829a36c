package io.rlpips.detector.guard;

/**
 * What the rules look at of a match.
 *
 * @param alertId its own
 * @param brokerTimeMillis of the upload
 * @param momentMillis whose reviews count for the upload
 * @param referenceBrokerTimeMillis of the version that matched: reviews of before are about another one
 * @param floodLimitPerHour 0 for none
 */
record Match(
        String alertId,
        long brokerTimeMillis,
        long momentMillis,
        long referenceBrokerTimeMillis,
        int floodLimitPerHour) {}
