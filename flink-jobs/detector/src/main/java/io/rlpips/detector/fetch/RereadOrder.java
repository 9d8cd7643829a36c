package io.rlpips.detector.fetch;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.Ticket;

/**
 * A record to be read again.
 *
 * @param record that asks for it
 * @param wanted where it lies; what is no upload has been refused before
 */
public record RereadOrder<T extends Ticket>(T ticket, BrokerRecord record, Coordinates wanted) {}
