package io.rlpips.detector.recorded;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * What an Avro object container says in front of its blocks. The library allocates what the length of an entry announces.
 *
 * @param codec that its blocks are compressed with, as it is called in the file
 * @param sync mark at the end of each block
 * @param end byte at which the first block begins
 */
record AvroHeader(Schema schema, String codec, byte[] sync, long end) {
    /** Schemas have a few hundred bytes; programs may write more beside them. */
    static final int MOST_BYTES = 1 << 20;

    static AvroHeader read(OpenFile file) {
        byte[] bytes = file.read(0, (int) Math.min(MOST_BYTES, file.length()));
        try {
            return parsed(bytes);
        } catch (EOFException e) {
            throw file.malformed(
                    "its header is cut off, or longer than the %d bytes that are read".formatted(MOST_BYTES), e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw file.malformed("its header cannot be read: " + e.getMessage(), e);
        }
    }

    private static AvroHeader parsed(byte[] bytes) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
        BinaryDecoder ahead = DecoderFactory.get().binaryDecoder(bytes, null);
        decoder.skipFixed(DataFileConstants.MAGIC.length);
        ahead.skipFixed(DataFileConstants.MAGIC.length);
        Map<String, String> entries = new HashMap<>();
        ahead.readMapStart();
        for (long count = decoder.readMapStart(); count > 0; count = decoder.mapNext()) {
            for (long i = 0; i < count; i++) {
                ahead.skipString();
                String name = decoder.readString();
                ahead.skipBytes();
                entries.put(
                        name,
                        StandardCharsets.UTF_8.decode(decoder.readBytes(null)).toString());
            }
            ahead.mapNext();
        }
        byte[] sync = new byte[DataFileConstants.SYNC_SIZE];
        decoder.readFixed(sync);
        String schema = entries.get(DataFileConstants.SCHEMA);
        if (schema == null) {
            throw new IOException("it has no schema");
        }
        return new AvroHeader(
                new Schema.Parser(NameValidator.NO_VALIDATION)
                        .setValidateDefaults(false)
                        .parse(schema),
                entries.getOrDefault(DataFileConstants.CODEC, DataFileConstants.NULL_CODEC),
                sync,
                bytes.length - decoder.inputStream().available());
    }
}
