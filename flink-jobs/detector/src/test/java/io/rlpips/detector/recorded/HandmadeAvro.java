package io.rlpips.detector.recorded;

import static io.rlpips.detector.recorded.HandmadeParquet.join;

import io.rlpips.detector.read.BrokerRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** An Avro object container put together block by block, as another program may, or someone who means harm. */
final class HandmadeAvro {
    private HandmadeAvro() {}

    /** What the library writes, each record in a block of its own. */
    static byte[] file(CodecFactory codec, Schema schema, List<BrokerRecord> records) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(codec);
            writer.create(schema, bytes);
            for (BrokerRecord record : records) {
                writer.append(RecordedSchema.toAvro(record));
                writer.sync();
            }
        }
        return bytes.toByteArray();
    }

    /** @param header a file without blocks */
    static byte[] withBlock(byte[] header, long rows, long size, byte[] content) throws IOException {
        byte[] sync = Arrays.copyOfRange(header, header.length - DataFileConstants.SYNC_SIZE, header.length);
        return join(header, number(rows), number(size), content, sync);
    }

    /** @param valueLength what the last field announces */
    static byte[] row(long valueLength, byte[] value) throws IOException {
        byte[] topic = {14, 'u', 'p', 'l', 'o', 'a', 'd', 's'};
        return join(topic, number(1), number(7), number(1000), number(0), number(1), number(valueLength), value);
    }

    static byte[] number(long number) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeLong(number);
        encoder.flush();
        return bytes.toByteArray();
    }
}
