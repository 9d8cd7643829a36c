package io.rlpips.detector.recorded;

import static io.rlpips.detector.recorded.HandmadeParquet.data;
import static io.rlpips.detector.recorded.HandmadeParquet.dictionary;
import static io.rlpips.detector.recorded.HandmadeParquet.int32;
import static io.rlpips.detector.recorded.HandmadeParquet.int64;
import static io.rlpips.detector.recorded.HandmadeParquet.join;
import static io.rlpips.detector.recorded.HandmadeParquet.levels;
import static io.rlpips.detector.recorded.HandmadeParquet.packed;
import static io.rlpips.detector.recorded.HandmadeParquet.places;
import static io.rlpips.detector.recorded.HandmadeParquet.sound;
import static io.rlpips.detector.recorded.HandmadeParquet.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/** What others write is read; what is damaged or means harm is refused by name, whatever it announces. */
class RecordedFilesTest {
    private static final byte[] CONTENT = join(levels(packed(0b01)), text("content"));

    /** More than any machine gives an array. */
    private static final int ABSURD = Integer.MAX_VALUE;

    /** A packed run that announces 2 to the 31 numbers. */
    private static final byte[] ABSURD_RUN = {-1, -1, -1, -1, 1};

    @TempDir
    private Path folder;

    @Test
    void columnsThatAreRequiredOrNotAndPlainAreReadAsTheyAre() throws IOException {
        assertThat(read(sound().bytes())).usingRecursiveComparison().isEqualTo(ofSound());
    }

    @Test
    void columnsInAnyOrderOthersBetweenThemAndNullsThatAreAllowedDoNotMatter() throws IOException {
        HandmadeParquet other = new HandmadeParquet(2);
        other.column("more", Type.BOOLEAN, false, data(2, new byte[] {3}));
        other.column("value", Type.BYTE_ARRAY, true, data(2, CONTENT));
        other.column("key", Type.BYTE_ARRAY, true, data(2, join(levels(packed(0b01)), text("id"))));
        byte[] all = levels(packed(0b11));
        other.column("brokerTimeMillis", Type.INT64, true, data(2, join(all, int64(1000), int64(2000))));
        other.column("offset", Type.INT64, true, data(2, join(all, int64(7), int64(9))));
        other.column("partition", Type.INT32, true, data(2, join(all, int32(1), int32(1))));
        other.column("topic", Type.BYTE_ARRAY, true, data(2, join(all, text("uploads"), text("uploads"))));
        other.declared("topic", element -> element.setLogicalType(LogicalType.STRING(new StringType())));
        other.declared("offset", element -> element.setLogicalType(LogicalType.INTEGER(new IntType((byte) 64, true))));

        assertThat(read(other.bytes())).usingRecursiveComparison().isEqualTo(ofSound());
    }

    @Test
    void severalPagesDictionariesAndTheCodecsOfOtherProgramsAreRead() throws IOException {
        byte[] offsets = join(int64(7), int64(9));
        HandmadeParquet other = sound().column(
                        "topic",
                        Type.BYTE_ARRAY,
                        false,
                        dictionary(2, join(text("other"), text("uploads"))),
                        places(1, new byte[] {1, 2, 1}),
                        places(1, join(new byte[] {1}, packed(0b1))))
                .column("partition", Type.INT32, false, CompressionCodec.GZIP, zipped(join(int32(1), int32(1))))
                .column(
                        "offset",
                        Type.INT64,
                        false,
                        CompressionCodec.SNAPPY,
                        data(2, offsets, Snappy.compress(offsets)))
                .column("value", Type.BYTE_ARRAY, true, CompressionCodec.ZSTD, zstandard(CONTENT));

        assertThat(read(other.bytes())).usingRecursiveComparison().isEqualTo(ofSound());
    }

    @Test
    void aRowIsFoundAmongSeveralPages() throws IOException {
        Path path = write(sound().column("offset", Type.INT64, false, data(1, int64(7)), data(1, int64(9)))
                .column("value", Type.BYTE_ARRAY, true, data(2, join(levels(packed(0b10)), text("second"))))
                .bytes());
        try (RecordedFile file = RecordedFiles.open(flink(path))) {
            file.next();
            RecordedFile.Place second = file.place();
            file.next();
            assertThat(file.hasNext()).isFalse();
            file.seek(second);

            BrokerRecord found = file.next();
            assertThat(found.at()).isEqualTo(new Coordinates("uploads", 1, 9));
            assertThat(found.value()).asString(StandardCharsets.UTF_8).isEqualTo("second");
            assertThat(file.hasNext()).isFalse();
        }
    }

    @Test
    void whatAFileHoldsIsToldByItsContent() throws IOException {
        Path misnamed = Files.write(folder.resolve("uploads.avro"), sound().bytes());
        try (RecordedFile file = RecordedFiles.open(flink(misnamed))) {
            assertThat(file.next().at().offset()).isEqualTo(7);
        }
        Path avro = folder.resolve("policies.parquet");
        try (DataFileWriter<GenericRecord> writer =
                new DataFileWriter<>(new GenericDatumWriter<>(RecordedSchema.AVRO))) {
            writer.create(RecordedSchema.AVRO, avro.toFile());
            writer.append(RecordedSchema.toAvro(ofSound().get(0)));
        }
        try (RecordedFile file = RecordedFiles.open(flink(avro))) {
            assertThat(file.next().at().offset()).isEqualTo(7);
        }
        assertThat(RecordedFiles.find(flink(folder), "uploads").getName()).isEqualTo("uploads.avro");
        assertThat(RecordedFiles.find(flink(folder), "policies").getName()).isEqualTo("policies.parquet");
    }

    @Test
    void noFileTwoFilesAndOtherFilesAreWrongUsage() throws IOException {
        assertThat(refusal(() -> RecordedFiles.find(flink(folder), "uploads"), FailureCategory.INVALID_ARGUMENT))
                .contains(folder.toString(), "holds no export", "no uploads.avro and no uploads.parquet");
        Files.write(folder.resolve("uploads.avro"), new byte[] {1, 2, 3});
        Files.writeString(folder.resolve("uploads.parquet"), "PDF-1.7");
        assertThat(refusal(() -> RecordedFiles.find(flink(folder), "uploads"), FailureCategory.INVALID_ARGUMENT))
                .contains("holds uploads.avro and uploads.parquet");
        assertThat(refusal(
                        () -> RecordedFiles.open(flink(folder.resolve("uploads.avro"))),
                        FailureCategory.INVALID_ARGUMENT))
                .contains("uploads.avro is neither an Avro object container nor a Parquet file: it has 3 bytes");
        assertThat(refusal(
                        () -> RecordedFiles.open(flink(folder.resolve("uploads.parquet"))),
                        FailureCategory.INVALID_ARGUMENT))
                .contains("begins with '5044462d'");
    }

    @Test
    void otherColumnsAndTypesAreNamed() throws IOException {
        assertThat(malformed(sound().without("offset").bytes()))
                .contains("it has no column offset, only topic, partition, brokerTimeMillis, key, value");
        assertThat(malformed(sound().column("offset", Type.INT32, false, data(2, join(int32(7), int32(9))))
                        .bytes()))
                .contains("column offset is INT32, and has to be INT64");
        assertThat(malformed(sound().declared(
                                "brokerTimeMillis",
                                element -> element.setLogicalType(LogicalType.TIMESTAMP(
                                        new TimestampType(true, TimeUnit.MICROS(new MicroSeconds())))))
                        .bytes()))
                .contains("column brokerTimeMillis is INT64 (", "TIMESTAMP");
        assertThat(malformed(
                        sound().declared("value", element -> element.setRepetition_type(FieldRepetitionType.REPEATED))
                                .bytes()))
                .contains("column value is repeated BYTE_ARRAY");
        assertThat(malformed(sound().column(
                                "topic", Type.BYTE_ARRAY, true, data(2, join(levels(packed(0b01)), text("uploads"))))
                        .bytes()))
                .contains("column topic has a null");
        assertThat(malformed(sound().column(
                                "value",
                                Type.BYTE_ARRAY,
                                true,
                                data(2, CONTENT)
                                        .with(header ->
                                                header.getData_page_header().setEncoding(Encoding.DELTA_BYTE_ARRAY)))
                        .bytes()))
                .contains("column value: it is encoded as DELTA_BYTE_ARRAY; PLAIN and dictionaries are read");
        assertThat(malformed(sound().column("value", Type.BYTE_ARRAY, true, CompressionCodec.BROTLI, data(2, CONTENT))
                        .bytes()))
                .contains("column value", "compressed with BROTLI");
        assertThat(malformed(sound().column(
                                "value",
                                Type.BYTE_ARRAY,
                                true,
                                data(2, CONTENT).with(header -> header.setType(PageType.DATA_PAGE_V2)))
                        .bytes()))
                .contains("data pages of version 2");
    }

    @Test
    void nothingIsAllocatedForWhatAFooterAnnounces() throws IOException {
        byte[] sound = sound().bytes();
        byte[] longFooter = sound.clone();
        System.arraycopy(int32(ABSURD), 0, longFooter, sound.length - 8, Integer.BYTES);
        assertThat(refusal(longFooter, FailureCategory.TOO_MANY_BYTES))
                .contains("the footer takes 2147483647 bytes, more than the 16777216 that are read");
        System.arraycopy(int32(-1), 0, longFooter, sound.length - 8, Integer.BYTES);
        assertThat(malformed(longFooter)).contains("-1 bytes");
        // A list of 2 to the 31 structures, less one, in the second field.
        byte[] list = {0x15, 2, 0x19, (byte) 0xFC, -1, -1, -1, -1, 7};
        assertThat(malformed(join(ParquetFooter.MAGIC, list, int32(list.length), ParquetFooter.MAGIC)))
                .contains("its footer cannot be read");
        assertThat(malformed(changed(footer -> footer.getRow_groups().get(0).setNum_rows(Long.MAX_VALUE))))
                .contains("9223372036854775807 rows and 2 values of column topic");
        assertThat(malformed(changed(footer -> {
                    footer.getRow_groups().get(0).setNum_rows(Long.MAX_VALUE);
                    footer.getRow_groups().get(0).setTotal_byte_size(Long.MAX_VALUE);
                    footer.getRow_groups()
                            .get(0)
                            .getColumns()
                            .forEach(column -> column.getMeta_data()
                                    .setNum_values(Long.MAX_VALUE)
                                    .setTotal_compressed_size(Long.MAX_VALUE)
                                    .setTotal_uncompressed_size(Long.MAX_VALUE));
                })))
                .contains("is damaged");
        assertThat(malformed(changed(footer -> footer.getRow_groups().get(0).setNum_rows(-1))))
                .contains("row group 0 has -1 rows");
        assertThat(malformed(changed(footer -> column(footer, 5).setData_page_offset(Long.MAX_VALUE))))
                .contains("from byte 9223372036854775807 on");
        assertThat(malformed(changed(footer -> column(footer, 5).setData_page_offset(-5))))
                .contains("from byte -5 on");
        assertThat(malformed(changed(footer ->
                        footer.getSchema().add(new SchemaElement("deep").setNum_children(Integer.MIN_VALUE)))))
                .contains("column deep has -2147483648 parts");
    }

    @Test
    void nothingIsAllocatedForWhatAPageAnnounces() throws IOException {
        HandmadeParquet.Page sound = data(2, CONTENT);
        assertThat(refusal(
                        value(sound.with(header -> header.setUncompressed_page_size(ABSURD))),
                        FailureCategory.TOO_MANY_BYTES))
                .contains("a page of column value", "more than the 268435456 that are read");
        assertThat(malformed(value(sound.with(header -> header.setCompressed_page_size(ABSURD)))))
                .contains("2147483647 bytes from byte");
        assertThat(malformed(value(sound.with(header -> header.setCompressed_page_size(-1)))))
                .contains("the header of a page of column value at byte", "-1");
        assertThat(malformed(
                        value(sound.with(header -> header.getData_page_header().setNum_values(ABSURD)))))
                .contains("has 2147483647 values where 2 are left");
        assertThat(malformed(value(data(2, join(levels(ABSURD_RUN), text("content"))))))
                .contains("a run announces 2147483640 numbers where 2 are left");
        assertThat(malformed(value(data(2, join(int32(ABSURD), new byte[] {3, 1})))))
                .contains("levels take 2147483647 of 6 bytes");
        assertThat(malformed(value(data(2, join(levels(packed(0b11)), int32(ABSURD), new byte[9])))))
                .contains("row 0 of row group 0 cannot be read");
        assertThat(malformed(sound().column(
                                "topic",
                                Type.BYTE_ARRAY,
                                false,
                                dictionary(ABSURD, text("uploads")),
                                places(2, packed(0)))
                        .bytes()))
                .contains("a dictionary of 11 bytes announces 2147483647 values");
        assertThat(malformed(sound().column(
                                "topic",
                                Type.BYTE_ARRAY,
                                false,
                                dictionary(2, join(text("uploads"), int32(ABSURD))),
                                places(2, join(new byte[] {1}, packed(0b11))))
                        .bytes()))
                .contains("value 1 of a dictionary of 15 bytes is cut off");
        assertThat(malformed(sound().column(
                                "topic",
                                Type.BYTE_ARRAY,
                                false,
                                dictionary(1, text("uploads")),
                                places(2, join(new byte[] {1}, ABSURD_RUN)))
                        .bytes()))
                .contains("a run announces");
        assertThat(malformed(sound().column(
                                "topic",
                                Type.BYTE_ARRAY,
                                false,
                                dictionary(1, text("uploads")),
                                places(2, join(new byte[] {8}, new byte[] {4, 9})))
                        .bytes()))
                .contains("row 0 of row group 0 cannot be read");
    }

    /** The library drops what a header has beyond 32 bits, and would read on where these runs have ended. */
    @Test
    void noRunIsHiddenBehindOneWhoseHeaderIsTooLong() throws IOException {
        byte[] hiding = {(byte) 0x82, -0x80, -0x80, -0x80, 0x10, 1};
        assertThat(malformed(value(data(2, join(levels(join(hiding, ABSURD_RUN)), text("content"))))))
                .contains(
                        "in a page of column value at byte",
                        "the header of a run is 4294967298, more than 32 bits hold");
    }

    @Test
    void unknownPartsOfAHeaderMayNotLieInOneAnotherWithoutEnd() throws IOException {
        byte[] footer = nested(1_000_000);
        assertThat(malformed(join(ParquetFooter.MAGIC, footer, int32(footer.length), ParquetFooter.MAGIC)))
                .contains("its footer cannot be read");
        byte[] header = nested(1 << 16);
        assertThat(malformed(sound().column("more", Type.BYTE_ARRAY, false, data(2, header))
                        .bytes(changed -> {
                            ColumnMetaData more = column(changed, 6);
                            long page = more.getData_page_offset() + more.getTotal_compressed_size() - header.length;
                            column(changed, 5).setData_page_offset(page);
                        })))
                .contains("the header of a page of column value at byte", "cannot be read");
    }

    @Test
    void aPageThatIsNotWhatItSaysIsRefused() throws IOException {
        byte[] zeros = new byte[1 << 20];
        for (CompressionCodec codec : List.of(CompressionCodec.ZSTD, CompressionCodec.GZIP, CompressionCodec.SNAPPY)) {
            byte[] bomb =
                    switch (codec) {
                        case ZSTD -> Zstd.compress(zeros);
                        case GZIP -> zipped(zeros).compressed();
                        default -> Snappy.compress(zeros);
                    };
            assertThat(malformed(sound().column("value", Type.BYTE_ARRAY, true, codec, data(2, CONTENT, bomb))
                            .bytes()))
                    .as(codec.name())
                    .contains("a page of column value at byte", "cannot be decompressed");
        }
        CRC32 sum = new CRC32();
        sum.update(CONTENT);
        assertThat(read(value(data(2, CONTENT).with(header -> header.setCrc((int) sum.getValue())))))
                .hasSize(2);
        assertThat(malformed(value(data(2, CONTENT).with(header -> header.setCrc((int) sum.getValue() + 1)))))
                .contains("does not have its checksum");
    }

    @Test
    void blocksOfAvroAreReadWithTheCodecsOfOtherPrograms() throws IOException {
        for (CodecFactory codec : List.of(
                CodecFactory.nullCodec(),
                CodecFactory.deflateCodec(6),
                CodecFactory.snappyCodec(),
                CodecFactory.zstandardCodec(3))) {
            assertThat(read(HandmadeAvro.file(codec, RecordedSchema.AVRO, ofSound())))
                    .as(codec.toString())
                    .usingRecursiveComparison()
                    .isEqualTo(ofSound());
        }
        assertThat(malformed(HandmadeAvro.file(CodecFactory.bzip2Codec(), RecordedSchema.AVRO, ofSound())))
                .contains("the block at byte", "compressed with bzip2; null, deflate, snappy and zstandard are read");
    }

    @Test
    void aRowIsFoundAmongSeveralBlocksOfAvro() throws IOException {
        Path path = write(HandmadeAvro.file(CodecFactory.nullCodec(), RecordedSchema.AVRO, ofSound()));
        try (RecordedFile file = RecordedFiles.open(flink(path))) {
            RecordedFile.Place first = file.hasNext() ? file.place() : null;
            file.next();
            RecordedFile.Place second = file.hasNext() ? file.place() : null;
            file.next();
            assertThat(file.hasNext()).isFalse();
            file.seek(second);
            assertThat(file.next().at().offset()).isEqualTo(9);
            file.seek(first);
            assertThat(file.next().at().offset()).isEqualTo(7);
        }
    }

    @Test
    void nothingIsAllocatedForWhatAvroAnnounces() throws IOException {
        byte[] header = HandmadeAvro.file(CodecFactory.nullCodec(), RecordedSchema.AVRO, List.of());
        String block = "the block at byte " + header.length;
        byte[] row = HandmadeAvro.row(4, "here".getBytes(StandardCharsets.UTF_8));
        assertThat(read(HandmadeAvro.withBlock(header, 1, row.length, row))).hasSize(1);
        assertThat(malformed(HandmadeAvro.withBlock(header, 1, ABSURD, row)))
                .contains(block + " announces 1 rows and 2147483647 bytes");
        assertThat(malformed(HandmadeAvro.withBlock(header, 1, -1, row))).contains(block, "-1 bytes");
        assertThat(malformed(HandmadeAvro.withBlock(header, ABSURD, row.length, row)))
                .contains(block + " has a row 1 that cannot be read");
        assertThat(malformed(HandmadeAvro.withBlock(header, 0, row.length, row)))
                .contains(block + " has more than its rows");
        byte[] absurd = HandmadeAvro.row(ABSURD - 8, new byte[] {1});
        assertThat(malformed(HandmadeAvro.withBlock(header, 1, absurd.length, absurd)))
                .contains(block + " has a row 0 that cannot be read");
        byte[] entry = {2, 2, 'a'};
        assertThat(malformed(join(DataFileConstants.MAGIC, entry, HandmadeAvro.number(ABSURD - 8), header)))
                .contains("its header is cut off, or longer than the 1048576 bytes that are read");

        Path sparse = write(HandmadeAvro.withBlock(header, 1, 300 << 20, row));
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(400 << 20);
        }
        assertThat(refusal(() -> RecordedFiles.open(flink(sparse)).hasNext(), FailureCategory.TOO_MANY_BYTES))
                .contains(block + " takes 314572800 bytes, more than the 268435456 that are read");
    }

    @Test
    void aBlockOfAvroThatBecomesTooLargeIsRefused() throws IOException {
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (OutputStream stream = new DeflaterOutputStream(deflated, new Deflater(1, true))) {
            writeTooMuch(stream);
        }
        ByteArrayOutputStream zstandard = new ByteArrayOutputStream();
        try (OutputStream stream = new ZstdOutputStream(zstandard)) {
            writeTooMuch(stream);
        }
        Map<CodecFactory, byte[]> bombs = Map.of(
                CodecFactory.deflateCodec(6),
                deflated.toByteArray(),
                CodecFactory.zstandardCodec(3),
                zstandard.toByteArray(),
                CodecFactory.snappyCodec(),
                // The size, and no more.
                new byte[] {-1, -1, -1, -1, 7, 0, 0, 0, 0});
        for (Map.Entry<CodecFactory, byte[]> bomb : bombs.entrySet()) {
            byte[] header = HandmadeAvro.file(bomb.getKey(), RecordedSchema.AVRO, List.of());
            byte[] file = HandmadeAvro.withBlock(header, 1, bomb.getValue().length, bomb.getValue());
            assertThat(refusal(file, FailureCategory.TOO_MANY_BYTES))
                    .as(bomb.getKey().toString())
                    .contains("the block at byte", "decompressed", "more than the 268435456 that are read");
        }
    }

    @Test
    void rowsOfAvroMayNotLieInOneAnotherWithoutEnd() throws IOException {
        Schema list = SchemaBuilder.record("List")
                .fields()
                .name("more")
                .type()
                .unionOf()
                .nullType()
                .and()
                .type("List")
                .endUnion()
                .noDefault()
                .endRecord();
        List<Schema.Field> fields = new ArrayList<>();
        fields.add(new Schema.Field("list", list));
        RecordedSchema.AVRO.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        Schema nested = Schema.createRecord("Recorded", null, "io.rlpips.export", false, fields);
        byte[] header = HandmadeAvro.file(CodecFactory.nullCodec(), nested, List.of());
        byte[] deep = new byte[1_000_000];
        Arrays.fill(deep, (byte) 2);

        assertThat(malformed(HandmadeAvro.withBlock(header, 1, deep.length, deep)))
                .contains("has a row 0 that cannot be read");
    }

    /** What is cut off between two blocks cannot be told from a file that has no more. */
    @Test
    void noPartOfABlockOfAvroIsABlock() throws IOException {
        byte[] header = HandmadeAvro.file(CodecFactory.nullCodec(), RecordedSchema.AVRO, List.of());
        byte[] row = HandmadeAvro.row(4, "here".getBytes(StandardCharsets.UTF_8));
        byte[] whole = HandmadeAvro.withBlock(header, 1, row.length, row);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (length != header.length) {
                assertThat(catchThrowableOfType(RlpipsException.class, () -> read(part)))
                        .as("%d of %d bytes", length, whole.length)
                        .isNotNull()
                        .hasMessageContaining("damaged.parquet");
            }
        }
        whole[whole.length - 1]++;
        assertThat(malformed(whole)).contains("does not end with the mark of the file");
    }

    /** The order of a partition's records is what a control topic says; a program may have shuffled its rows. */
    @Test
    void aSourceRefusesRowsThatAreOutOfOrderWhereTheOrderMatters() throws IOException {
        Path path = write(sound().column("offset", Type.INT64, false, data(2, join(int64(9), int64(7))))
                .bytes());
        FileSourceSplit split = new FileSourceSplit("1", flink(path), 0, Files.size(path), 0, Files.size(path));
        Configuration none = new Configuration();
        try (BulkFormat.Reader<BrokerRecord> reader = new RecordedFormat(true).createReader(none, split)) {
            assertThat(refusal(reader::readBatch, FailureCategory.MALFORMED_RECORD))
                    .contains(
                            "damaged.parquet has offset 7 of partition 1 behind offset 9: its rows have to be sorted");
        }
        try (BulkFormat.Reader<BrokerRecord> reader = new RecordedFormat(false).createReader(none, split)) {
            BulkFormat.RecordIterator<BrokerRecord> batch = reader.readBatch();
            assertThat(batch.next().getRecord().at().offset()).isEqualTo(9);
            assertThat(batch.next().getRecord().at().offset()).isEqualTo(7);
            assertThat(batch.next()).isNull();
            assertThat(reader.readBatch()).isNull();
        }
    }

    /** Whatever is cut off. */
    @Test
    void noPartOfAFileIsAFile() throws IOException {
        byte[] whole = sound().bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThat(catchThrowableOfType(RlpipsException.class, () -> read(part)))
                    .as("%d of %d bytes", length, whole.length)
                    .isNotNull()
                    .hasMessageContaining("damaged.parquet");
        }
    }

    @Property(tries = 2000)
    void garbledFilesAreReadOrRefused(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 2000) Integer> places, @ForAll byte with)
            throws IOException {
        byte[] garbled = sound().column(
                        "topic",
                        Type.BYTE_ARRAY,
                        false,
                        dictionary(2, join(text("other"), text("uploads"))),
                        places(2, join(new byte[] {1}, packed(0b11))))
                .column("value", Type.BYTE_ARRAY, true, CompressionCodec.ZSTD, zstandard(CONTENT))
                .bytes();
        for (int place : places) {
            garbled[place % garbled.length] = with;
        }
        folder = Files.createTempDirectory("garbled");
        try {
            assertThat(read(garbled)).hasSizeLessThanOrEqualTo(2);
        } catch (RlpipsException refused) {
            assertThat(refused.getMessage()).contains("damaged.parquet");
        } finally {
            Files.deleteIfExists(folder.resolve("damaged.parquet"));
            Files.delete(folder);
        }
    }

    @Property(tries = 1000)
    void garbledFilesOfAvroAreReadOrRefused(
            @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 2000) Integer> places,
            @ForAll byte with,
            @ForAll @IntRange(max = 3) int codec)
            throws IOException {
        List<String> codecs = List.of("null", "deflate", "snappy", "zstandard");
        byte[] garbled = HandmadeAvro.file(CodecFactory.fromString(codecs.get(codec)), RecordedSchema.AVRO, ofSound());
        for (int place : places) {
            garbled[garbled.length - 1 - place % (garbled.length - DataFileConstants.MAGIC.length)] = with;
        }
        folder = Files.createTempDirectory("garbled");
        try {
            assertThat(read(garbled)).hasSizeLessThanOrEqualTo(2);
        } catch (RlpipsException refused) {
            assertThat(refused.getMessage()).contains("damaged.parquet");
        } finally {
            Files.deleteIfExists(folder.resolve("damaged.parquet"));
            Files.delete(folder);
        }
    }

    private static void writeTooMuch(OutputStream stream) throws IOException {
        byte[] zeros = new byte[1 << 20];
        for (long left = PageBudget.MOST_BYTES + 1; left > 0; left -= zeros.length) {
            stream.write(zeros);
        }
    }

    private static List<BrokerRecord> ofSound() {
        byte[] nothing = {};
        return List.of(
                new BrokerRecord(
                        new Coordinates("uploads", 1, 7),
                        1000,
                        true,
                        "id".getBytes(StandardCharsets.UTF_8),
                        false,
                        "content".getBytes(StandardCharsets.UTF_8)),
                new BrokerRecord(new Coordinates("uploads", 1, 9), 2000, false, nothing, true, nothing));
    }

    /** A structure in field 15, which nothing knows, with one in its first field and so on. */
    private static byte[] nested(int depth) {
        byte[] structures = new byte[depth];
        Arrays.fill(structures, (byte) 0x1C);
        structures[0] = (byte) 0xFC;
        return structures;
    }

    private static byte[] changed(Consumer<FileMetaData> footer) {
        return sound().bytes(footer);
    }

    private static ColumnMetaData column(FileMetaData footer, int number) {
        return footer.getRow_groups().get(0).getColumns().get(number).getMeta_data();
    }

    private static byte[] value(HandmadeParquet.Page page) {
        return sound().column("value", Type.BYTE_ARRAY, true, page).bytes();
    }

    private static HandmadeParquet.Page zipped(byte[] content) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(zipped)) {
            stream.write(content);
        }
        return data(2, content, zipped.toByteArray());
    }

    private static HandmadeParquet.Page zstandard(byte[] content) {
        return data(2, content, Zstd.compress(content));
    }

    private String malformed(byte[] file) {
        return refusal(file, FailureCategory.MALFORMED_RECORD);
    }

    private String refusal(byte[] file, FailureCategory category) {
        String message = refusal(() -> read(file), category);
        assertThat(message).contains("damaged.parquet");
        return message;
    }

    private static String refusal(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, FailureCategory category) {
        RlpipsException refused = catchThrowableOfType(RlpipsException.class, call);
        assertThat(refused).isNotNull();
        assertThat(refused.category()).as(refused.getMessage()).isEqualTo(category);
        return refused.getMessage();
    }

    private List<BrokerRecord> read(byte[] bytes) throws IOException {
        Path path = write(bytes);
        List<BrokerRecord> records = new ArrayList<>();
        try (RecordedFile file = RecordedFiles.open(flink(path))) {
            while (file.hasNext()) {
                records.add(file.next());
            }
        }
        return records;
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("damaged.parquet"), bytes);
    }

    private static org.apache.flink.core.fs.Path flink(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri());
    }
}
