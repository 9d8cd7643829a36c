package io.rlpips.local.replay;

import com.github.luben.zstd.Zstd;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.recorded.RecordedSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;

/**
 * Writes a Parquet file, compressed with Zstandard. Row groups are closed by what they hold: the library's own writer,
 * which needs Hadoop besides, looks every hundred rows, and a hundred pictures may be gigabytes.
 */
final class ParquetExportWriter implements ExportWriter {
    /** A row group is in memory until it is written. */
    static final long ROW_GROUP_BYTES = 32L << 20;

    private static final int ROW_GROUP_ROWS = 1_000_000;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int NO_PADDING = 0;
    private static final int ONLY_SHORT_STATISTICS = 64;

    private final ParquetProperties properties = ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withPageSize(PAGE_BYTES)
            .withMinRowCountForPageSizeCheck(1)
            .estimateRowCountForPageSizeCheck(false)
            .withDictionaryEncoding(false)
            .withDictionaryEncoding("topic", true)
            .withDictionaryEncoding("partition", true)
            .withStatisticsEnabled("value", false)
            .build();
    private final ParquetFileWriter file;

    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore columns;
    private long rows;
    private long bytes;

    ParquetExportWriter(Path path) throws IOException {
        file = new ParquetFileWriter(
                new LocalOutputFile(path),
                RecordedSchema.PARQUET,
                ParquetFileWriter.Mode.OVERWRITE,
                ROW_GROUP_BYTES,
                NO_PADDING);
        file.start();
        begin();
    }

    @Override
    public void append(BrokerRecord record) throws IOException {
        writer("topic").write(Binary.fromString(record.at().topic()), 0, 0);
        writer("partition").write(record.at().partition(), 0, 0);
        writer("offset").write(record.at().offset(), 0, 0);
        writer("brokerTimeMillis").write(record.brokerTimeMillis(), 0, 0);
        append(writer("key"), record.keyed(), record.key());
        append(writer("value"), !record.tombstone(), record.value());
        columns.endRecord();
        rows++;
        bytes += record.key().length + record.value().length;
        if (bytes >= ROW_GROUP_BYTES || rows == ROW_GROUP_ROWS) {
            end();
            begin();
        }
    }

    @Override
    public void close() throws IOException {
        try (file) {
            end();
            file.end(Map.of());
        }
    }

    private static void append(ColumnWriter column, boolean there, byte[] value) {
        if (there) {
            column.write(Binary.fromConstantByteArray(value), 0, 1);
        } else {
            column.writeNull(0, 0);
        }
    }

    private ColumnWriter writer(String column) {
        return columns.getColumnWriter(RecordedSchema.PARQUET.getColumnDescription(new String[] {column}));
    }

    private void begin() {
        pages = new ColumnChunkPageWriteStore(
                new Zstandard(),
                RecordedSchema.PARQUET,
                HeapByteBufferAllocator.getInstance(),
                ONLY_SHORT_STATISTICS,
                properties.getPageWriteChecksumEnabled());
        columns = properties.newColumnWriteStore(RecordedSchema.PARQUET, pages, pages);
        rows = 0;
        bytes = 0;
    }

    private void end() throws IOException {
        if (rows > 0) {
            file.startBlock(rows);
            columns.flush();
            pages.flushToFileWriter(file);
            file.endBlock();
        }
        columns.close();
        pages.close();
    }

    /** The library's own codecs are Hadoop's. */
    private static final class Zstandard implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            return BytesInput.from(Zstd.compress(page.toByteArray()));
        }

        @Override
        public CompressionCodecName getCodecName() {
            return CompressionCodecName.ZSTD;
        }

        @Override
        public void release() {}
    }
}
