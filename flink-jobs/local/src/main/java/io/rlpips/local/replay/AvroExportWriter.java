package io.rlpips.local.replay;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.recorded.RecordedSchema;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** Writes an Avro object container. */
final class AvroExportWriter implements ExportWriter {
    private final DataFileWriter<GenericRecord> rows =
            new DataFileWriter<>(new GenericDatumWriter<>(RecordedSchema.AVRO));

    AvroExportWriter(Path file) throws IOException {
        rows.create(RecordedSchema.AVRO, file.toFile());
    }

    @Override
    public void append(BrokerRecord record) throws IOException {
        rows.append(RecordedSchema.toAvro(record));
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
