package io.rlpips.local.bench;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.CompactRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The compact rows of a bank on disk, in the order of their numbers, so that a bank of millions goes on where an
 * interruption left it. A row that was half written counts as not there. For one thread; the creator closes it.
 */
final class RowFile implements AutoCloseable {
    private static final byte[] MAGIC = "rlrows01".getBytes(StandardCharsets.US_ASCII);
    private static final int ROWS_AT_ONCE = 4096;

    private final Path path;
    private final FileChannel channel;
    private final int headerBytes;
    private final int pointLength;
    private int rows;

    private RowFile(Path path, FileChannel channel, int headerBytes, int pointLength) throws IOException {
        this.path = path;
        this.channel = channel;
        this.headerBytes = headerBytes;
        this.pointLength = pointLength;
        this.rows = Math.toIntExact((channel.size() - headerBytes) / rowBytes());
    }

    /**
     * @param bank whatever the rows depend on, in one text
     * @param pointLength coordinates of each row
     * @throws RlpipsException INVALID_ARGUMENT where the file cannot be used or holds rows of another bank
     */
    static RowFile open(Path path, String bank, int pointLength) {
        byte[] header = header(bank, pointLength);
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.size() < header.length) {
                channel.truncate(0);
                writeAll(channel, ByteBuffer.wrap(header), 0);
            } else if (!Arrays.equals(read(channel, 0, header.length).array(), header)) {
                channel.close();
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "%s holds rows of another model, seed or set of photos".formatted(path));
            }
            return new RowFile(path, channel, header.length, pointLength);
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    /** @return how many there are */
    int rows() {
        return rows;
    }

    void append(List<CompactRow> more) {
        ByteBuffer bytes = ByteBuffer.allocate(more.size() * rowBytes());
        for (CompactRow row : more) {
            for (float value : row.point()) {
                bytes.putFloat(value);
            }
            bytes.putFloat(row.rounding());
        }
        try {
            writeAll(channel, bytes.flip(), position(rows));
        } catch (IOException e) {
            throw failed(path, e);
        }
        rows += more.size();
    }

    /** Takes a row. */
    @FunctionalInterface
    interface Taker {
        void take(int number, CompactRow row);
    }

    /** @param count of the first rows, at most {@link #rows} */
    void forEach(int count, Taker taker) {
        for (int from = 0; from < count; from += ROWS_AT_ONCE) {
            int end = Math.min(count, from + ROWS_AT_ONCE);
            ByteBuffer bytes;
            try {
                bytes = read(channel, position(from), (end - from) * rowBytes());
            } catch (IOException e) {
                throw failed(path, e);
            }
            for (int number = from; number < end; number++) {
                float[] point = new float[pointLength];
                for (int i = 0; i < point.length; i++) {
                    point[i] = bytes.getFloat();
                }
                taker.take(number, new CompactRow(point, bytes.getFloat()));
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw failed(path, e);
        }
    }

    private long position(int row) {
        return headerBytes + (long) row * rowBytes();
    }

    private int rowBytes() {
        return (pointLength + 1) * Float.BYTES;
    }

    private static byte[] header(String bank, int pointLength) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((bank + '\n' + pointLength).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(MAGIC.length + digest.length)
                    .put(MAGIC)
                    .put(digest)
                    .array();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException("ends at %d, %d bytes are missing".formatted(channel.size(), bytes.remaining()));
            }
        }
        return bytes.flip();
    }

    private static RlpipsException failed(Path path, IOException cause) {
        return new RlpipsException(
                FailureCategory.INVALID_ARGUMENT, "cannot use %s: %s".formatted(path, cause.getMessage()), cause);
    }
}
