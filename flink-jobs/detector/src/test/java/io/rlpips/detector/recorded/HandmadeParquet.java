package io.rlpips.detector.recorded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** A Parquet file put together byte by byte, as another program may, or someone who means harm. */
final class HandmadeParquet {
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final int rows;

    /** @param compressed what lies in the file */
    record Page(PageHeader header, byte[] compressed) {
        Page with(Consumer<PageHeader> change) {
            PageHeader changed = header.deepCopy();
            change.accept(changed);
            return new Page(changed, compressed);
        }
    }

    record Column(SchemaElement element, CompressionCodec codec, List<Page> pages) {}

    /** Two rows, all of whose columns are required, plain and uncompressed; the second has neither key nor value. */
    static HandmadeParquet sound() {
        HandmadeParquet table = new HandmadeParquet(2);
        table.column("topic", Type.BYTE_ARRAY, false, data(2, join(text("uploads"), text("uploads"))));
        table.column("partition", Type.INT32, false, data(2, join(int32(1), int32(1))));
        table.column("offset", Type.INT64, false, data(2, join(int64(7), int64(9))));
        table.column("brokerTimeMillis", Type.INT64, false, data(2, join(int64(1000), int64(2000))));
        table.column("key", Type.BYTE_ARRAY, true, data(2, join(levels(packed(0b01)), text("id"))));
        table.column("value", Type.BYTE_ARRAY, true, data(2, join(levels(packed(0b01)), text("content"))));
        return table;
    }

    HandmadeParquet(int rows) {
        this.rows = rows;
    }

    HandmadeParquet column(String name, Type type, boolean optional, Page... pages) {
        return column(name, type, optional, CompressionCodec.UNCOMPRESSED, pages);
    }

    /** Adds a column, or puts it in the place of one of that name. */
    HandmadeParquet column(String name, Type type, boolean optional, CompressionCodec codec, Page... pages) {
        SchemaElement element = new SchemaElement(name)
                .setType(type)
                .setRepetition_type(optional ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
        columns.put(name, new Column(element, codec, List.of(pages)));
        return this;
    }

    HandmadeParquet without(String name) {
        columns.remove(name);
        return this;
    }

    HandmadeParquet declared(String name, Consumer<SchemaElement> change) {
        change.accept(columns.get(name).element());
        return this;
    }

    byte[] bytes() {
        return bytes(footer -> {});
    }

    /** @param change to the footer before it is written */
    byte[] bytes(Consumer<FileMetaData> change) {
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.write(ParquetFooter.MAGIC);
            List<SchemaElement> schema = new ArrayList<>();
            schema.add(new SchemaElement("table").setNum_children(columns.size()));
            List<ColumnChunk> chunks = new ArrayList<>();
            for (Column column : columns.values()) {
                schema.add(column.element());
                chunks.add(chunk(column, file));
            }
            FileMetaData footer = new FileMetaData(
                    1, schema, rows, new ArrayList<>(List.of(new RowGroup(chunks, file.size(), rows))));
            change.accept(footer);
            int begin = file.size();
            Util.writeFileMetaData(footer, file);
            file.write(int32(file.size() - begin));
            file.write(ParquetFooter.MAGIC);
            return file.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ColumnChunk chunk(Column column, ByteArrayOutputStream file) throws IOException {
        ColumnMetaData told = new ColumnMetaData(
                column.element().getType(),
                List.of(Encoding.PLAIN),
                List.of(column.element().getName()),
                column.codec(),
                rows,
                0,
                0,
                0);
        long begin = file.size();
        for (Page page : column.pages()) {
            if (page.header().getType() == PageType.DICTIONARY_PAGE) {
                told.setDictionary_page_offset(file.size());
            } else if (told.getData_page_offset() == 0) {
                told.setData_page_offset(file.size());
            }
            Util.writePageHeader(page.header(), file);
            file.write(page.compressed());
        }
        told.setTotal_compressed_size(file.size() - begin);
        return new ColumnChunk(begin).setMeta_data(told);
    }

    static Page data(int values, byte[] content) {
        return data(values, content, content);
    }

    static Page data(int values, byte[] content, byte[] compressed) {
        PageHeader header = new PageHeader(PageType.DATA_PAGE, content.length, compressed.length)
                .setData_page_header(new DataPageHeader(values, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        return new Page(header, compressed);
    }

    /** A page of places in a dictionary. */
    static Page places(int values, byte[] content) {
        return data(values, content).with(header -> header.getData_page_header().setEncoding(Encoding.RLE_DICTIONARY));
    }

    static Page dictionary(int values, byte[] content) {
        PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, content.length, content.length)
                .setDictionary_page_header(new DictionaryPageHeader(values, Encoding.PLAIN));
        return new Page(header, content);
    }

    static byte[] levels(byte[] runs) {
        return join(int32(runs.length), runs);
    }

    /** Eight numbers of one bit. */
    static byte[] packed(int bits) {
        return new byte[] {3, (byte) bits};
    }

    static byte[] text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return join(int32(bytes.length), bytes);
    }

    static byte[] int32(int number) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }

    static byte[] int64(long number) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
