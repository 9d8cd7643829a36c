package io.rlpips.detector.recorded;

import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.metric.failure.RlpipsException;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** A Parquet file; its row groups go by their numbers. */
final class ParquetFile implements RecordedFile {
    private final OpenFile file;
    private final ParquetFooter footer;

    private int group;
    private long row;
    private ParquetRows rows;

    ParquetFile(OpenFile file) {
        this.file = file;
        this.footer = ParquetFooter.read(file);
    }

    @Override
    public boolean hasNext() {
        return group < footer.groups().size();
    }

    @Override
    public Place place() {
        return new Place(group, row);
    }

    @Override
    public BrokerRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException(file.name() + " has no more records");
        }
        ParquetFooter.Group current = footer.groups().get(group);
        BrokerRecord record = guarded(() -> {
            if (rows == null) {
                rows = new ParquetRows(file, footer, current, row);
            }
            return rows.next();
        });
        row++;
        if (row == current.rows()) {
            seek(new Place(group + 1, 0));
        }
        return record;
    }

    @Override
    public void seek(Place place) {
        group = (int) place.block();
        row = place.before();
        rows = null;
    }

    @Override
    public void close() {
        file.close();
    }

    /** The library throws whatever comes of damaged bytes. */
    private <T> T guarded(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RlpipsException told) {
            throw told;
        } catch (RuntimeException e) {
            throw file.malformed("row %d of row group %d cannot be read: %s".formatted(row, group, e), e);
        }
    }
}
