package io.rlpips.detector.recorded;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;

/** The rows of one row group, from one of them on. */
final class ParquetRows {
    private final OpenFile file;
    private final List<ColumnReader> columns = new ArrayList<>();

    /** @param first row that is wanted, below the group's number of rows */
    ParquetRows(OpenFile file, ParquetFooter footer, ParquetFooter.Group group, long first) {
        this.file = file;
        MessageType schema = footer.schema();
        PageBudget budget = new PageBudget(file);
        for (int i = 0; i < footer.columns().size(); i++) {
            ColumnPages pages = new ColumnPages(
                    file, footer.columns().get(i), group.chunks().get(i), budget);
            long skipped = pages.skip(first);
            ColumnDescriptor descriptor = schema.getColumns().get(i);
            ColumnReader reader = new ColumnReadStoreImpl(
                            new OneColumn(pages, group.rows()), new Unconverted(), schema, "")
                    .getColumnReader(descriptor);
            for (long row = skipped; row < first; row++) {
                if (!isNull(reader)) {
                    reader.skip();
                }
                reader.consume();
            }
            columns.add(reader);
        }
    }

    BrokerRecord next() {
        Coordinates at = new Coordinates(
                new String(required(RecordedSchema.TOPIC).getBinary().getBytes(), StandardCharsets.UTF_8),
                required(RecordedSchema.PARTITION).getInteger(),
                required(RecordedSchema.OFFSET).getLong());
        BrokerRecord record = RecordedSchema.of(
                at,
                required(RecordedSchema.BROKER_TIME).getLong(),
                bytes(RecordedSchema.KEY),
                bytes(RecordedSchema.VALUE));
        columns.forEach(ColumnReader::consume);
        return record;
    }

    private ColumnReader required(String name) {
        ColumnReader column = column(name);
        if (isNull(column)) {
            throw file.malformed("column %s has a null".formatted(name));
        }
        return column;
    }

    private byte[] bytes(String name) {
        ColumnReader column = column(name);
        return isNull(column) ? null : column.getBinary().getBytes();
    }

    private ColumnReader column(String name) {
        return columns.get(RecordedSchema.PARQUET.getFieldIndex(name));
    }

    private static boolean isNull(ColumnReader column) {
        return column.getCurrentDefinitionLevel() < column.getDescriptor().getMaxDefinitionLevel();
    }

    private record OneColumn(PageReader pages, long rows) implements PageReadStore {
        @Override
        public PageReader getPageReader(ColumnDescriptor any) {
            return pages;
        }

        @Override
        public long getRowCount() {
            return rows;
        }
    }

    /** Values are taken as they are. */
    private static final class Unconverted extends GroupConverter {
        @Override
        public Converter getConverter(int column) {
            return new PrimitiveConverter() {};
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
    }
}
