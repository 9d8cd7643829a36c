package io.rlpips.detector.recorded;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;

/**
 * Bytes of a file by their places. For one thread.
 *
 * @param name for messages
 * @param stream closed with this
 * @param length in bytes
 */
record OpenFile(String name, FSDataInputStream stream, long length) implements AutoCloseable {
    /** @throws RlpipsException MALFORMED_RECORD where the file ends before, CONTENT_NOT_FOUND where it cannot be read */
    byte[] read(long from, int count) {
        if (from < 0 || count < 0 || from > length - count) {
            throw malformed("%d bytes from byte %d on are announced, and it has %d".formatted(count, from, length));
        }
        byte[] bytes = new byte[count];
        try {
            stream.seek(from);
            for (int filled = 0; filled < count; ) {
                int got = stream.read(bytes, filled, count - filled);
                if (got < 0) {
                    throw malformed("it ends after byte %d".formatted(from + filled));
                }
                filled += got;
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    RlpipsException malformed(String what) {
        return malformed(what, null);
    }

    RlpipsException malformed(String what, Throwable cause) {
        return new RlpipsException(FailureCategory.MALFORMED_RECORD, "%s is damaged: %s".formatted(name, what), cause);
    }

    RlpipsException tooMany(String what, long bytes, long limit) {
        return new RlpipsException(
                FailureCategory.TOO_MANY_BYTES,
                "%s: %s takes %d bytes, more than the %d that are read".formatted(name, what, bytes, limit));
    }

    private RlpipsException unreadable(IOException e) {
        return new RlpipsException(
                FailureCategory.CONTENT_NOT_FOUND, "%s cannot be read: %s".formatted(name, e.getMessage()), e);
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
