package io.rlpips.detector.recorded;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.avro.file.DataFileConstants;
import org.xerial.snappy.Snappy;

/** Decompresses blocks of Avro object containers. Avro's own codecs allocate whatever a block becomes. */
final class AvroCodec {
    private static final int BUFFER = 8192;

    private AvroCodec() {}

    private interface Opening {
        InputStream open() throws IOException;
    }

    /**
     * @param what is decompressed, for messages
     * @throws IOException where it is damaged or the codec is another
     * @throws io.rlpips.metric.failure.RlpipsException TOO_MANY_BYTES where it becomes larger than
     *     {@link PageBudget#MOST_BYTES}; nothing larger is allocated
     */
    static byte[] decompress(OpenFile file, String codec, byte[] block, String what) throws IOException {
        return switch (codec) {
            case DataFileConstants.NULL_CODEC -> block;
            case DataFileConstants.DEFLATE_CODEC -> bounded(file, what, () -> inflating(block));
            case DataFileConstants.ZSTANDARD_CODEC ->
                bounded(file, what, () -> new ZstdInputStream(new ByteArrayInputStream(block)));
            case DataFileConstants.SNAPPY_CODEC -> unsnapped(file, block, what);
            default ->
                throw new IOException(
                        "it is compressed with %s; null, deflate, snappy and zstandard are read".formatted(codec));
        };
    }

    /** A block does not tell what it becomes, so that is counted first. */
    private static byte[] bounded(OpenFile file, String what, Opening block) throws IOException {
        long size = 0;
        try (InputStream stream = block.open()) {
            byte[] buffer = new byte[BUFFER];
            for (int got = 0; got >= 0; got = stream.read(buffer)) {
                size += got;
                requireSize(file, what, size);
            }
        }
        byte[] bytes = new byte[(int) size];
        try (InputStream stream = block.open()) {
            stream.readNBytes(bytes, 0, bytes.length);
        }
        return bytes;
    }

    private static InputStream inflating(byte[] block) {
        Inflater inflater = new Inflater(true);
        return new InflaterInputStream(new ByteArrayInputStream(block), inflater) {
            @Override
            public void close() throws IOException {
                super.close();
                inflater.end();
            }
        };
    }

    /** A checksum of what comes out follows. */
    private static byte[] unsnapped(OpenFile file, byte[] block, String what) throws IOException {
        int length = block.length - Integer.BYTES;
        if (length < 0) {
            throw new IOException("it has no checksum");
        }
        int size = Snappy.uncompressedLength(block, 0, length);
        requireSize(file, what, size);
        byte[] bytes = new byte[size];
        Snappy.uncompress(block, 0, length, bytes, 0);
        CRC32 sum = new CRC32();
        sum.update(bytes);
        if ((int) sum.getValue() != ByteBuffer.wrap(block).getInt(length)) {
            throw new IOException("it does not have its checksum");
        }
        return bytes;
    }

    private static void requireSize(OpenFile file, String what, long size) {
        if (size > PageBudget.MOST_BYTES) {
            throw file.tooMany(what + ", decompressed,", size, PageBudget.MOST_BYTES);
        }
    }
}
