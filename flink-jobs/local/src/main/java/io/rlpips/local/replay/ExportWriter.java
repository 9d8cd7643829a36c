package io.rlpips.local.replay;

import io.rlpips.detector.read.BrokerRecord;
import java.io.IOException;

/** A file of recorded records that is being written. For one thread; what is not closed cannot be read. */
interface ExportWriter extends AutoCloseable {
    void append(BrokerRecord record) throws IOException;

    @Override
    void close() throws IOException;
}
