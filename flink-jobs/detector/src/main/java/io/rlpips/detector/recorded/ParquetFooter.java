package io.rlpips.detector.recorded;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import shaded.parquet.org.apache.thrift.protocol.TProtocolUtil;

/**
 * What a Parquet file says of the columns of {@link RecordedSchema#PARQUET} and of where they lie. Others are passed over,
 * and whether one is declared to allow nulls does not matter: many programs declare all to.
 *
 * @param columns in the order of the schema
 * @param groups those that have rows
 */
record ParquetFooter(List<PrimitiveType> columns, List<Group> groups) {
    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    /** Lists of empty structures grow to some ten times as much in memory. */
    static final int MOST_BYTES = 16 << 20;

    /** The format's own structures lie some five deep. */
    private static final int DEEPEST_UNKNOWN = 64;

    private static final Set<ConvertedType> PLAIN = Set.of(
            ConvertedType.UTF8, ConvertedType.INT_8, ConvertedType.INT_16, ConvertedType.INT_32, ConvertedType.INT_64);

    static {
        // The library skips what it does not know by recursion, as deep as a footer or the header of a page says.
        TProtocolUtil.setMaxSkipDepth(DEEPEST_UNKNOWN);
    }

    /**
     * Rows that lie together.
     *
     * @param chunks one for each column
     */
    record Group(long rows, List<ColumnMetaData> chunks) {}

    static ParquetFooter read(OpenFile file) {
        int tail = Integer.BYTES + MAGIC.length;
        if (file.length() < tail + MAGIC.length) {
            throw file.malformed("it is cut off after %d bytes".formatted(file.length()));
        }
        ByteBuffer end = ByteBuffer.wrap(file.read(file.length() - tail, tail)).order(ByteOrder.LITTLE_ENDIAN);
        int length = end.getInt();
        if (!Arrays.equals(end.array(), Integer.BYTES, tail, MAGIC, 0, MAGIC.length)) {
            throw file.malformed("it does not end as a Parquet file, so it is cut off or encrypted");
        }
        if (length > MOST_BYTES) {
            throw file.tooMany("the footer", length, MOST_BYTES);
        }
        FileMetaData footer = parsed(file, file.read(file.length() - tail - length, length));
        List<PrimitiveType> columns = columns(file, footer.getSchema());
        List<Group> groups = new ArrayList<>();
        for (RowGroup group : footer.getRow_groups()) {
            if (group.getNum_rows() != 0) {
                groups.add(group(file, groups.size(), columns, group));
            }
        }
        return new ParquetFooter(columns, groups);
    }

    /** Nothing is allocated for more elements or bytes than the footer has. */
    private static FileMetaData parsed(OpenFile file, byte[] footer) {
        try {
            return Util.readFileMetaData(new ByteArrayInputStream(footer), Math.max(1, footer.length));
        } catch (IOException | RuntimeException e) {
            throw file.malformed("its footer cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<PrimitiveType> columns(OpenFile file, List<SchemaElement> elements) {
        List<SchemaElement> top = topLevel(file, elements);
        List<PrimitiveType> columns = new ArrayList<>();
        for (Type wanted : RecordedSchema.PARQUET.getFields()) {
            List<SchemaElement> found = top.stream()
                    .filter(element -> element.getName().equals(wanted.getName()))
                    .toList();
            if (found.size() != 1) {
                throw contract(
                        file,
                        found.isEmpty()
                                ? "it has no column %s, only %s".formatted(wanted.getName(), names(top))
                                : "it has column %s %d times".formatted(wanted.getName(), found.size()));
            }
            columns.add(column(file, wanted.asPrimitiveType(), found.get(0)));
        }
        return columns;
    }

    /** A schema is a tree, written down depth first. */
    private static List<SchemaElement> topLevel(OpenFile file, List<SchemaElement> elements) {
        List<SchemaElement> top = new ArrayList<>();
        long below = 0;
        for (SchemaElement element : elements.subList(Math.min(1, elements.size()), elements.size())) {
            if (below == 0) {
                top.add(element);
            } else {
                below--;
            }
            if (element.getNum_children() < 0) {
                throw file.malformed(
                        "column %s has %d parts".formatted(shown(element.getName()), element.getNum_children()));
            }
            below += element.getNum_children();
        }
        return top;
    }

    private static PrimitiveType column(OpenFile file, PrimitiveType wanted, SchemaElement element) {
        if (!fits(wanted.getPrimitiveTypeName(), element)) {
            throw contract(
                    file,
                    "column %s is %s, and has to be %s"
                            .formatted(wanted.getName(), shown(described(element)), wanted.getPrimitiveTypeName()));
        }
        boolean required = element.getRepetition_type() == FieldRepetitionType.REQUIRED;
        return new PrimitiveType(
                required ? Type.Repetition.REQUIRED : Type.Repetition.OPTIONAL,
                wanted.getPrimitiveTypeName(),
                wanted.getName());
    }

    /** Moments, decimals and the like are written as numbers and bytes too, and mean something else. */
    private static boolean fits(PrimitiveTypeName wanted, SchemaElement element) {
        org.apache.parquet.format.Type type =
                switch (wanted) {
                    case INT32 -> org.apache.parquet.format.Type.INT32;
                    case INT64 -> org.apache.parquet.format.Type.INT64;
                    default -> org.apache.parquet.format.Type.BYTE_ARRAY;
                };
        LogicalType meaning = element.getLogicalType();
        boolean plain = meaning == null
                || meaning.isSetSTRING()
                || meaning.isSetINTEGER() && meaning.getINTEGER().isIsSigned();
        return element.getType() == type
                && element.getNum_children() == 0
                && element.isSetRepetition_type()
                && element.getRepetition_type() != FieldRepetitionType.REPEATED
                && plain
                && (!element.isSetConverted_type() || PLAIN.contains(element.getConverted_type()));
    }

    private static String described(SchemaElement element) {
        String type = element.isSetType() ? element.getType().name() : "a group";
        Object meaning = element.isSetLogicalType() ? element.getLogicalType() : element.getConverted_type();
        String repeated = element.getRepetition_type() == FieldRepetitionType.REPEATED ? "repeated " : "";
        return repeated + type + (meaning == null ? "" : " (" + meaning + ")");
    }

    private static Group group(OpenFile file, int number, List<PrimitiveType> columns, RowGroup group) {
        if (group.getNum_rows() < 0) {
            throw file.malformed("row group %d has %d rows".formatted(number, group.getNum_rows()));
        }
        List<ColumnMetaData> chunks = new ArrayList<>();
        for (PrimitiveType column : columns) {
            ColumnMetaData chunk = group.getColumns().stream()
                    .filter(each -> !each.isSetFile_path() && each.isSetMeta_data())
                    .map(ColumnChunk::getMeta_data)
                    .filter(each -> each.getPath_in_schema().equals(List.of(column.getName())))
                    .findFirst()
                    .orElseThrow(() ->
                            file.malformed("row group %d does not hold column %s".formatted(number, column.getName())));
            if (chunk.getNum_values() != group.getNum_rows()) {
                throw file.malformed("row group %d has %d rows and %d values of column %s"
                        .formatted(number, group.getNum_rows(), chunk.getNum_values(), column.getName()));
            }
            chunks.add(chunk);
        }
        return new Group(group.getNum_rows(), chunks);
    }

    MessageType schema() {
        return new MessageType(RecordedSchema.PARQUET.getName(), new ArrayList<>(columns));
    }

    private static RlpipsException contract(OpenFile file, String what) {
        return new RlpipsException(
                FailureCategory.MALFORMED_RECORD, "%s holds no recorded records: %s".formatted(file.name(), what));
    }

    private static String names(List<SchemaElement> elements) {
        return shown(
                String.join(", ", elements.stream().map(SchemaElement::getName).toList()));
    }

    private static String shown(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }
}
