package io.rlpips.detector.gate;

import io.rlpips.detector.read.Coordinates;

/**
 * That an upload is looked at again, for a reference that came after it.
 *
 * @param upload where it lies
 * @param uploadBrokerTimeMillis when it came
 * @param referenceId the only reference that is asked for; empty where the upload is looked at for the first time
 */
public record SecondLook(Coordinates upload, long uploadBrokerTimeMillis, String referenceId) {
    /** Of an upload that has no verdict yet. */
    public static final SecondLook NONE = new SecondLook(new Coordinates("", 0, 0), 0, "");
}
