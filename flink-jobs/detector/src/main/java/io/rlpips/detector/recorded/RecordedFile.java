package io.rlpips.detector.recorded;

import io.rlpips.detector.read.BrokerRecord;

/**
 * An open file of recorded records, whatever its format. What it holds is not believed: it is damaged, or asks for more
 * memory than is given to it, with an {@link io.rlpips.metric.failure.RlpipsException} that names the file. For one
 * thread; the creator closes it.
 */
public interface RecordedFile extends AutoCloseable {
    /**
     * Where a record is.
     *
     * @param block of the file: where it begins, or its number
     * @param before how many records of the block lie in front
     */
    record Place(long block, long before) {}

    /** @throws io.rlpips.metric.failure.RlpipsException MALFORMED_RECORD, TOO_MANY_BYTES */
    boolean hasNext();

    /** @return the place of the next record, after {@link #hasNext} */
    Place place();

    /** @throws io.rlpips.metric.failure.RlpipsException MALFORMED_RECORD, TOO_MANY_BYTES */
    BrokerRecord next();

    /** Goes to a record that {@link #place} has told of in this file. */
    void seek(Place place);

    @Override
    void close();
}
