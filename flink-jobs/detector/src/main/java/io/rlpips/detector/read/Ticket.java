package io.rlpips.detector.read;

/** What travels with a picture through a job and says what it is for. */
public interface Ticket {
    /** @return where the record lies that brought the picture */
    Coordinates at();

    long brokerTimeMillis();

    /** @return the uploadId or referenceId */
    String id();
}
