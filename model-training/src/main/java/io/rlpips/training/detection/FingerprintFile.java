package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Fingerprints in a temporary file, where more are needed at hand than a heap should hold: 20,000 take 2.5 GB. The
 * operating system keeps what is used in memory. Thread-safe; gone when closed.
 */
final class FingerprintFile implements AutoCloseable {
    private final FileChannel channel;
    private final ByteBuffer row;
    private int rows;

    /** @param folder where the file lies meanwhile; made if absent */
    FingerprintFile(Path folder, int columns) {
        this.row = ByteBuffer.allocateDirect(columns * Float.BYTES).order(ByteOrder.nativeOrder());
        try {
            Files.createDirectories(folder);
            Path file = Files.createTempFile(folder, "fingerprints", ".tmp");
            this.channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException failure) {
            throw failed("make", failure);
        }
    }

    synchronized int rows() {
        return rows;
    }

    synchronized void append(List<float[]> fingerprints) {
        try {
            for (float[] values : fingerprints) {
                row.clear();
                row.asFloatBuffer().put(values);
                for (long at = (long) rows * row.capacity(); row.hasRemaining(); ) {
                    at += channel.write(row, at);
                }
                rows++;
            }
        } catch (IOException failure) {
            throw failed("write", failure);
        }
    }

    /** @param into as long as a fingerprint */
    synchronized void read(int index, float[] into) {
        try {
            row.clear();
            for (long at = (long) index * row.capacity(); row.hasRemaining(); ) {
                int read = channel.read(row, at);
                if (read < 0) {
                    throw new IOException("row %d of %d is missing".formatted(index, rows));
                }
                at += read;
            }
            row.flip();
            row.asFloatBuffer().get(into);
        } catch (IOException failure) {
            throw failed("read", failure);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw failed("close", failure);
        }
    }

    private static RlpipsException failed(String action, IOException failure) {
        return new RlpipsException(
                FailureCategory.INTERNAL, "cannot %s the file of fingerprints: %s".formatted(action, failure), failure);
    }
}
