package io.rlpips.detector.recorded;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** Decompresses pages, of the codecs that programs write by default. Parquet's own codecs are Hadoop's. */
final class PageCodec {
    private PageCodec() {}

    /**
     * @param size of what comes out, in bytes; nothing larger is allocated
     * @throws IOException where it has another size or is damaged
     */
    static byte[] decompress(CompressionCodec codec, byte[] page, int size) throws IOException {
        byte[] bytes =
                switch (codec) {
                    case UNCOMPRESSED -> page;
                    case GZIP -> unzipped(page, size);
                    case SNAPPY -> unsnapped(page, size);
                    case ZSTD -> Zstd.decompress(page, size);
                    case LZ4, LZ4_RAW, LZO, BROTLI ->
                        throw new IOException("it is compressed with %s; UNCOMPRESSED, GZIP, SNAPPY and ZSTD are read"
                                .formatted(codec));
                };
        if (bytes.length != size) {
            throw new IOException("a page has %d bytes and announces %d".formatted(bytes.length, size));
        }
        return bytes;
    }

    private static byte[] unzipped(byte[] page, int size) throws IOException {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(page))) {
            byte[] bytes = stream.readNBytes(size);
            if (stream.read() >= 0) {
                throw new IOException("a page has more than the %d bytes it announces".formatted(size));
            }
            return bytes;
        }
    }

    private static byte[] unsnapped(byte[] page, int size) throws IOException {
        int announced = Snappy.uncompressedLength(page);
        if (announced != size) {
            throw new IOException("a page has %d bytes and announces %d".formatted(announced, size));
        }
        return Snappy.uncompress(page);
    }
}
