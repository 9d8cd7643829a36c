package io.rlpips.local.replay;

import java.io.IOException;
import java.nio.file.Path;

/** What files an export is made of. Which it is does not matter to whoever reads it. */
public enum ExportFormat {
    /** Avro object containers. */
    AVRO(".avro", AvroExportWriter::new),
    /** Parquet files, for programs that read tables. */
    PARQUET(".parquet", ParquetExportWriter::new);

    private final String ending;
    private final Factory factory;

    private interface Factory {
        ExportWriter create(Path file) throws IOException;
    }

    ExportFormat(String ending, Factory factory) {
        this.ending = ending;
        this.factory = factory;
    }

    /** @return the file of a subject */
    Path file(Path folder, String subject) {
        return folder.resolve(subject + ending);
    }

    ExportWriter writer(Path file) throws IOException {
        return factory.create(file);
    }
}
