package io.rlpips.detector.recorded;

import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/**
 * The pages of one column of a row group, read one at a time: a group may have any size, and one row of it is found
 * without reading those before. A header is held against the file, the budget and the bytes it speaks of before the
 * library, which believes it, gets the page.
 */
final class ColumnPages implements PageReader {
    private static final int LONGEST_HEADER = 64 << 10;

    /** What the library makes of each value of a dictionary, and of the level and place in a dictionary of a value. */
    private static final int DICTIONARY_VALUE_BYTES = 48;

    private static final int LEVEL_BYTES = 8;

    private final OpenFile file;
    private final PrimitiveType column;
    private final ColumnMetaData chunk;
    private final PageBudget budget;
    private final DictionaryPage dictionary;

    private long at;
    private long left;
    private long pageTaken;

    /** A page's header and where the page's bytes begin. */
    private record Page(PageHeader header, long bytes) {
        long end() {
            return bytes + header.getCompressed_page_size();
        }
    }

    ColumnPages(OpenFile file, PrimitiveType column, ColumnMetaData chunk, PageBudget budget) {
        this.file = file;
        this.column = column;
        this.chunk = chunk;
        this.budget = budget;
        this.left = chunk.getNum_values();
        boolean first = chunk.getDictionary_page_offset() > 0
                && chunk.getDictionary_page_offset() < chunk.getData_page_offset();
        this.at = first ? chunk.getDictionary_page_offset() : chunk.getData_page_offset();
        this.dictionary = dictionary();
    }

    /**
     * Passes over whole pages, unread.
     *
     * @param rows that are not wanted
     * @return how many of them are in front of the next page
     */
    long skip(long rows) {
        long skipped = 0;
        while (skipped < rows) {
            Page page = dataPage();
            int values = values(page);
            if (skipped + values > rows) {
                break;
            }
            skipped += values;
            left -= values;
            at = page.end();
        }
        return skipped;
    }

    @Override
    public DictionaryPage readDictionaryPage() {
        return dictionary;
    }

    @Override
    public long getTotalValueCount() {
        return left;
    }

    @Override
    public DataPage readPage() {
        Page page = dataPage();
        DataPageHeader header = page.header().getData_page_header();
        int values = values(page);
        Encoding encoding = encoding(header.getEncoding());
        pageTaken = budget.exchange(
                pageTaken, page.header().getUncompressed_page_size() + (long) LEVEL_BYTES * values, column.getName());
        byte[] bytes = bytes(page);
        requireRuns(bytes, header, encoding, values);
        left -= values;
        at = page.end();
        return new DataPageV1(BytesInput.from(bytes), values, bytes.length, null, Encoding.RLE, Encoding.RLE, encoding);
    }

    private DictionaryPage dictionary() {
        Page page = page();
        if (page.header().getType() != PageType.DICTIONARY_PAGE) {
            return null;
        }
        DictionaryPageHeader header = page.header().getDictionary_page_header();
        int size = page.header().getUncompressed_page_size();
        if (header == null || header.getNum_values() < 0 || header.getNum_values() > size / Integer.BYTES) {
            throw malformed("a dictionary of %d bytes announces %s values"
                    .formatted(size, header == null ? "no" : header.getNum_values()));
        }
        budget.exchange(0, size + (long) DICTIONARY_VALUE_BYTES * header.getNum_values(), column.getName());
        byte[] bytes = bytes(page);
        if (column.getPrimitiveTypeName() == PrimitiveTypeName.BINARY) {
            requireLengths(bytes, header.getNum_values());
        }
        at = page.end();
        return new DictionaryPage(BytesInput.from(bytes), header.getNum_values(), Encoding.PLAIN);
    }

    /** The library makes a value as long as it is announced to be, wherever the dictionary ends. */
    private void requireLengths(byte[] bytes, int values) {
        ByteBuffer dictionary = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values; i++) {
            int length = dictionary.remaining() < Integer.BYTES ? -1 : dictionary.getInt();
            if (length < 0 || length > dictionary.remaining()) {
                throw malformed("value %d of a dictionary of %d bytes is cut off".formatted(i, bytes.length));
            }
            dictionary.position(dictionary.position() + length);
        }
    }

    private Page dataPage() {
        Page page = page();
        if (page.header().getType() == PageType.DATA_PAGE_V2) {
            throw malformed("it has data pages of version 2; those of version 1 are read");
        }
        if (page.header().getType() != PageType.DATA_PAGE || !page.header().isSetData_page_header()) {
            throw malformed("a page at byte %d is no data page".formatted(at));
        }
        return page;
    }

    /** The header of the page at hand. */
    private Page page() {
        if (left <= 0) {
            throw malformed("it has no more pages");
        }
        int most = (int) Math.min(LONGEST_HEADER, Math.max(0, file.length() - at));
        ByteArrayInputStream stream = new ByteArrayInputStream(file.read(at, most));
        PageHeader header;
        try {
            header = Util.readPageHeader(stream);
        } catch (IOException | RuntimeException e) {
            throw file.malformed(
                    "the header of a page of column %s at byte %d cannot be read: %s"
                            .formatted(column.getName(), at, e.getMessage()),
                    e);
        }
        if (header.getCompressed_page_size() < 0 || header.getUncompressed_page_size() < 0) {
            throw malformed("a page at byte %d has %d bytes, uncompressed %d"
                    .formatted(at, header.getCompressed_page_size(), header.getUncompressed_page_size()));
        }
        return new Page(header, at + most - stream.available());
    }

    private int values(Page page) {
        int values = page.header().getData_page_header().getNum_values();
        if (values <= 0 || values > left) {
            throw malformed("a page at byte %d has %d values where %d are left".formatted(at, values, left));
        }
        return values;
    }

    private byte[] bytes(Page page) {
        PageHeader header = page.header();
        byte[] compressed = file.read(page.bytes(), header.getCompressed_page_size());
        if (header.isSetCrc()) {
            CRC32 sum = new CRC32();
            sum.update(compressed);
            if ((int) sum.getValue() != header.getCrc()) {
                throw malformed("a page at byte %d does not have its checksum".formatted(at));
            }
        }
        try {
            return PageCodec.decompress(chunk.getCodec(), compressed, header.getUncompressed_page_size());
        } catch (IOException | RuntimeException e) {
            throw file.malformed(
                    "a page of column %s at byte %d cannot be decompressed: %s"
                            .formatted(column.getName(), at, e.getMessage()),
                    e);
        }
    }

    /** Those of values that the library decodes without believing a count; the others are for columns of other kinds. */
    private Encoding encoding(org.apache.parquet.format.Encoding encoding) {
        return switch (encoding) {
            case PLAIN -> Encoding.PLAIN;
            case PLAIN_DICTIONARY -> Encoding.PLAIN_DICTIONARY;
            case RLE_DICTIONARY -> Encoding.RLE_DICTIONARY;
            default -> throw malformed("it is encoded as %s; PLAIN and dictionaries are read".formatted(encoding));
        };
    }

    private void requireRuns(byte[] bytes, DataPageHeader header, Encoding encoding, int values) {
        int from = 0;
        try {
            if (column.isRepetition(Repetition.OPTIONAL)) {
                if (header.getDefinition_level_encoding() != org.apache.parquet.format.Encoding.RLE) {
                    throw new IllegalArgumentException(
                            "levels are encoded as " + header.getDefinition_level_encoding());
                }
                int levels = bytes.length < Integer.BYTES
                        ? -1
                        : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
                if (levels < 0 || levels > bytes.length - Integer.BYTES) {
                    throw new IllegalArgumentException("levels take %d of %d bytes".formatted(levels, bytes.length));
                }
                from = Integer.BYTES + levels;
                RunLengths.require(bytes, Integer.BYTES, from, 1, values);
            }
            if (encoding.usesDictionary() && from < bytes.length) {
                RunLengths.require(bytes, from + 1, bytes.length, bytes[from], values);
            }
        } catch (IllegalArgumentException e) {
            throw file.malformed(
                    "in a page of column %s at byte %d %s".formatted(column.getName(), at, e.getMessage()), e);
        }
    }

    private RlpipsException malformed(String what) {
        return file.malformed("column %s: %s".formatted(column.getName(), what));
    }
}
