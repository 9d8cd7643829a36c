package io.rlpips.metric.image.jpeg;

import java.util.ArrayList;
import java.util.List;

/** Goes through the blocks of one scan in the order of their codes (ITU-T T.81, A.2), from restart to restart. */
abstract class ScanDecoder {
    final ScanHeader header;
    final BitReader reader;
    private final Frame frame;
    private final EntropyData data;
    private final int restartInterval;

    ScanDecoder(Frame frame, ScanHeader header, EntropyData data, int restartInterval) {
        this.frame = frame;
        this.header = header;
        this.data = data;
        this.reader = data.reader();
        this.restartInterval = restartInterval;
    }

    /**
     * Reads one block.
     *
     * @param part position of the component in the scan
     */
    abstract void block(int part, int blockX, int blockY) throws UnusualJpegException;

    /** Forgets what one block leaves to the next. */
    abstract void restart() throws UnusualJpegException;

    final void decode() throws UnusualJpegException {
        int columns = header.unitColumns(frame);
        int units = header.units(frame);
        int interval = restartInterval == 0 ? units : restartInterval;
        if (data.intervals() != (units + interval - 1) / interval) {
            throw new UnusualJpegException("a restart marker too many or too few");
        }
        Place[] places = header.interleaved() ? placesOfUnit() : new Place[] {new Place(0, 0, 0, 1, 1)};
        for (int i = 0; i < data.intervals(); i++) {
            data.start(reader, i);
            restart();
            interval(places, columns, i * interval, Math.min(units, (i + 1) * interval));
            reader.checkFinished();
        }
        restart();
    }

    private void interval(Place[] places, int columns, int from, int until) throws UnusualJpegException {
        int column = from % columns;
        int row = from / columns;
        for (int unit = from; unit < until; unit++) {
            for (Place place : places) {
                block(place.part, column * place.across + place.x, row * place.down + place.y);
                reader.checkNotOverrun();
            }
            if (++column == columns) {
                column = 0;
                row++;
            }
        }
    }

    private Place[] placesOfUnit() {
        List<Place> places = new ArrayList<>();
        for (int part = 0; part < header.parts().size(); part++) {
            Frame.Sampling sampling = header.parts().get(part).component().sampling();
            for (int y = 0; y < sampling.down(); y++) {
                for (int x = 0; x < sampling.across(); x++) {
                    places.add(new Place(part, x, y, sampling.across(), sampling.down()));
                }
            }
        }
        return places.toArray(new Place[0]);
    }

    /** A block's place within a minimum coded unit that has {@code across} times {@code down} of its component. */
    private record Place(int part, int x, int y, int across, int down) {}
}
