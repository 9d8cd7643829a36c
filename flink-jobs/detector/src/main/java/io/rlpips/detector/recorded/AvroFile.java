package io.rlpips.detector.recorded;

import io.rlpips.detector.read.BrokerRecord;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.formats.avro.utils.FSDataInputStreamWrapper;

/** An Avro object container; its blocks go by the byte they begin at. */
final class AvroFile implements RecordedFile {
    private final OpenFile file;
    private final DataFileReader<GenericRecord> rows;

    private Place last = new Place(-1, 0);

    AvroFile(OpenFile file) {
        this.file = file;
        this.rows = guarded(() -> {
            file.stream().seek(0);
            return new DataFileReader<>(
                    new FSDataInputStreamWrapper(file.stream(), file.length()),
                    new GenericDatumReader<>(null, RecordedSchema.AVRO));
        });
    }

    @Override
    public boolean hasNext() {
        return guarded(rows::hasNext);
    }

    @Override
    public Place place() {
        long block = rows.previousSync();
        return new Place(block, block == last.block() ? last.before() + 1 : 0);
    }

    @Override
    public BrokerRecord next() {
        last = place();
        return guarded(() -> RecordedSchema.of(rows.next()));
    }

    @Override
    public void seek(Place place) {
        guarded(() -> {
            rows.seek(place.block());
            last = new Place(-1, 0);
            for (long i = 0; i < place.before(); i++) {
                rows.next();
            }
            last = new Place(place.block(), place.before() - 1);
            return null;
        });
    }

    @Override
    public void close() {
        file.close();
    }

    /** The library throws whatever comes of damaged bytes. */
    private <T> T guarded(Callable<T> reading) {
        try {
            return reading.call();
        } catch (IOException | RuntimeException e) {
            throw file.malformed(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } catch (Exception e) {
            throw new IllegalStateException("reading throws no other exceptions", e);
        }
    }
}
