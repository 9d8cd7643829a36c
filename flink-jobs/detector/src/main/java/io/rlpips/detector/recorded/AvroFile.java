package io.rlpips.detector.recorded;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * An Avro object container; its blocks go by the byte they begin at. What a block and the fields of its rows announce is
 * held against the file, the block and {@link PageBudget#MOST_BYTES} before the library, which allocates it, reads them.
 */
final class AvroFile implements RecordedFile {
    /** Two numbers of ten bytes: of rows and of bytes. */
    private static final int LONGEST_HEADER = 20;

    private final OpenFile file;
    private final AvroHeader header;
    private final GenericDatumReader<GenericRecord> rows;

    private BinaryDecoder decoder;
    private BinaryDecoder ahead;
    private long block;
    private long before;
    private long left;
    private long following;

    AvroFile(OpenFile file) {
        this.file = file;
        this.header = AvroHeader.read(file);
        this.rows = new GenericDatumReader<>(header.schema(), RecordedSchema.AVRO);
        this.following = header.end();
    }

    @Override
    public boolean hasNext() {
        while (left == 0 && following < file.length()) {
            open(following);
        }
        return left > 0;
    }

    @Override
    public Place place() {
        return new Place(block, before);
    }

    @Override
    public BrokerRecord next() {
        if (!hasNext()) {
            throw file.malformed("it has no more rows");
        }
        BrokerRecord record = row();
        before++;
        left--;
        requireEnd();
        return record;
    }

    @Override
    public void seek(Place place) {
        left = 0;
        following = place.block();
        for (long i = 0; i < place.before(); i++) {
            next();
        }
    }

    @Override
    public void close() {
        file.close();
    }

    private void open(long begin) {
        byte[] numbers = file.read(begin, (int) Math.min(LONGEST_HEADER, file.length() - begin));
        BinaryDecoder announced = DecoderFactory.get().binaryDecoder(numbers, null);
        long count;
        long size;
        long from;
        try {
            count = announced.readLong();
            size = announced.readLong();
            from = begin + numbers.length - announced.inputStream().available();
        } catch (IOException | RuntimeException e) {
            throw malformed(begin, "announces no size", e);
        }
        if (count < 0 || size < 0 || size > file.length() - from - DataFileConstants.SYNC_SIZE) {
            throw malformed(
                    begin,
                    "announces %d rows and %d bytes, and the file has %d".formatted(count, size, file.length()),
                    null);
        }
        if (size > PageBudget.MOST_BYTES) {
            throw file.tooMany(named(begin), size, PageBudget.MOST_BYTES);
        }
        byte[] sync = file.read(from + size, DataFileConstants.SYNC_SIZE);
        if (!Arrays.equals(sync, header.sync())) {
            throw malformed(begin, "does not end with the mark of the file", null);
        }
        byte[] bytes = decompressed(begin, file.read(from, (int) size));
        decoder = DecoderFactory.get().binaryDecoder(bytes, null);
        ahead = DecoderFactory.get().binaryDecoder(bytes, null);
        block = begin;
        before = 0;
        left = count;
        following = from + size + DataFileConstants.SYNC_SIZE;
        requireEnd();
    }

    private byte[] decompressed(long begin, byte[] bytes) {
        try {
            return AvroCodec.decompress(file, header.codec(), bytes, named(begin));
        } catch (RlpipsException tooMany) {
            throw tooMany;
        } catch (IOException | RuntimeException e) {
            throw malformed(begin, "cannot be decompressed: " + e.getMessage(), e);
        }
    }

    /** Passing over a row allocates nothing and fails where it leaves the block, so what is read then lies within. */
    private BrokerRecord row() {
        try {
            GenericDatumReader.skip(header.schema(), ahead);
            return RecordedSchema.of(rows.read(null, decoder));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // The library throws whatever comes of damaged bytes.
            throw malformed(
                    block,
                    "has a row %d that cannot be read: %s"
                            .formatted(before, e.getMessage() == null ? e.toString() : e.getMessage()),
                    e);
        }
    }

    private void requireEnd() {
        try {
            if (left == 0 && !decoder.isEnd()) {
                throw malformed(block, "has more than its rows", null);
            }
        } catch (IOException e) {
            throw malformed(block, "has no end: " + e.getMessage(), e);
        }
    }

    private static String named(long begin) {
        return "the block at byte %d".formatted(begin);
    }

    private RlpipsException malformed(long begin, String what, Throwable cause) {
        return file.malformed(named(begin) + " " + what, cause);
    }
}
