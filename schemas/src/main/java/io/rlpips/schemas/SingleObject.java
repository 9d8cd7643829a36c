package io.rlpips.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * The wire format: Avro's single-object encoding, two marker bytes, the CRC-64-AVRO fingerprint of the writer's schema
 * (little endian), the record. It describes itself and needs no server: the published versions of a subject are on the
 * class path, and every one of them is read into the newest record class.
 *
 * <p>Bytes from a topic are hostile until decoded: nothing is allocated on the word of a length they announce, and
 * whatever is wrong with them is a {@link MalformedRecordException}. Thread-safe; serialisable, so that a job can carry
 * one to its workers.
 */
public final class SingleObject<R extends SpecificRecord> implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final byte[] MARKER = {(byte) 0xC3, 0x01};
    private static final int HEADER_BYTES = MARKER.length + Long.BYTES;
    private static final Map<Subject<?>, SingleObject<?>> MADE = new ConcurrentHashMap<>();

    private final Subject<R> subject;
    private transient BinaryMessageEncoder<R> encoder;
    private transient Map<Long, SpecificDatumReader<R>> readersByFingerprint;

    private SingleObject(Subject<R> subject) {
        this.subject = Objects.requireNonNull(subject, "subject");
        prepare();
    }

    /** @return the subject's, made once: schemas take longer to parse than a record to write */
    @SuppressWarnings("unchecked") // each is put under its own subject
    public static <R extends SpecificRecord> SingleObject<R> of(Subject<R> subject) {
        return (SingleObject<R>) MADE.computeIfAbsent(subject, SingleObject::new);
    }

    public Subject<R> subject() {
        return subject;
    }

    /** @throws IllegalArgumentException if a field that has to be set is not */
    public byte[] encode(R record) {
        try {
            ByteBuffer encoded = encoder.encode(record);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException | RuntimeException unwritable) {
            throw new IllegalArgumentException(
                    "record for subject %s cannot be written: %s".formatted(subject.name(), reason(unwritable)),
                    unwritable);
        }
    }

    /**
     * @param bytes a record's value as it came; neither kept nor written to
     * @throws MalformedRecordException for bytes of any other content, and for nothing else is anything thrown
     */
    public R decode(byte[] bytes) throws MalformedRecordException {
        SpecificDatumReader<R> reader = readerFor(bytes);
        BoundedDecoder body = new BoundedDecoder(ByteBuffer.wrap(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES));
        R record;
        try {
            record = reader.read(null, body);
        } catch (IOException | RuntimeException damaged) {
            // Avro answers a bad enum or union index with whatever exception its tables happen to throw.
            throw new MalformedRecordException(
                    "value for subject %s is damaged: %s".formatted(subject.name(), reason(damaged)), damaged);
        }
        if (body.remaining() > 0) {
            throw new MalformedRecordException("value for subject %s goes on for %d bytes after the record"
                    .formatted(subject.name(), body.remaining()));
        }
        return record;
    }

    private SpecificDatumReader<R> readerFor(byte[] bytes) throws MalformedRecordException {
        if (bytes.length < HEADER_BYTES || bytes[0] != MARKER[0] || bytes[1] != MARKER[1]) {
            throw new MalformedRecordException("value for subject %s (%d bytes) is not in Avro single-object encoding"
                    .formatted(subject.name(), bytes.length));
        }
        long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
        SpecificDatumReader<R> reader = readersByFingerprint.get(fingerprint);
        if (reader == null) {
            throw new MalformedRecordException("value for subject %s names the schema %016x, which is none of its %d"
                    .formatted(subject.name(), fingerprint, subject.versions()));
        }
        return reader;
    }

    private void prepare() {
        SpecificData data = new SpecificData(subject.recordClass().getClassLoader());
        Schema newest = data.getSchema(subject.recordClass());
        Map<Long, SpecificDatumReader<R>> readers = new HashMap<>();
        for (int version = 1; version <= subject.versions(); version++) {
            Schema written = published(subject, version);
            readers.put(
                    SchemaNormalization.parsingFingerprint64(written),
                    new SpecificDatumReader<>(written, newest, data));
        }
        encoder = new BinaryMessageEncoder<>(data, newest);
        readersByFingerprint = Map.copyOf(readers);
    }

    /** The schema of a published version, read from the class path. */
    static Schema published(Subject<?> subject, int version) {
        String resource = subject.resource(version);
        try (InputStream stream = SingleObject.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("schema %s is not on the class path".formatted(resource));
            }
            return new Schema.Parser().parse(stream);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("schema %s cannot be read".formatted(resource), unreadable);
        }
    }

    private void readObject(ObjectInputStream stream) throws IOException, ClassNotFoundException {
        stream.defaultReadObject();
        prepare();
    }

    private static String reason(Exception thrown) {
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    }
}
