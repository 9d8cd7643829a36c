package io.rlpips.detector.read;

import java.util.Map;

/**
 * What travels with a reference through the job.
 *
 * @param validFromMillis {@link Long#MIN_VALUE} where it has none
 * @param validUntilMillis {@link Long#MAX_VALUE} where it has none
 */
public record ReferenceTicket(
        Coordinates at,
        long brokerTimeMillis,
        String referenceId,
        String bank,
        long validFromMillis,
        long validUntilMillis,
        boolean enabled,
        Map<String, String> attributes)
        implements Ticket {
    @Override
    public String id() {
        return referenceId;
    }
}
