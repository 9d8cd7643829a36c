package io.rlpips.metric.image.jpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * The scan header (ITU-T T.81, B.2.3).
 *
 * @param parts which components the scan holds, in coding order
 * @param first coefficient of the band, in zigzag order
 * @param last coefficient of the band
 * @param highBit bits already known, 0 in a first scan
 * @param lowBit position of the lowest bit that this scan brings
 */
record ScanHeader(List<Part> parts, int first, int last, int highBit, int lowBit) {
    private static final int MOST_BLOCKS = 10;

    static ScanHeader read(JpegSegment segment, Frame frame) throws UnusualJpegException {
        int count = segment.unsignedByte(0);
        segment.requireLength(4 + 2 * count);
        if (count < 1 || count > frame.components().size()) {
            throw new UnusualJpegException("a scan of %d components".formatted(count));
        }
        List<Part> parts = new ArrayList<>();
        for (int at = 1; at <= 2 * count; at += 2) {
            int tables = segment.unsignedByte(at + 1);
            Part part = new Part(frame.component(segment.unsignedByte(at)), tables >> 4, tables & 15);
            parts.add(part);
        }
        int at = 1 + 2 * count;
        int bits = segment.unsignedByte(at + 2);
        ScanHeader header = new ScanHeader(
                List.copyOf(parts), segment.unsignedByte(at), segment.unsignedByte(at + 1), bits >> 4, bits & 15);
        header.check(frame);
        return header;
    }

    private void check(Frame frame) throws UnusualJpegException {
        long different = parts.stream().map(Part::component).distinct().count();
        int blocks = parts.stream()
                .mapToInt(part -> part.component.sampling().across()
                        * part.component.sampling().down())
                .sum();
        boolean possibleParts = different == parts.size() && (parts.size() == 1 || blocks <= MOST_BLOCKS);
        if (!possibleParts || !(frame.progressive() ? isProgressionStep() : isWhole())) {
            throw new UnusualJpegException("an odd scan: " + this);
        }
    }

    private boolean isWhole() {
        return first == 0 && last == CodingTables.BLOCK - 1 && highBit == 0 && lowBit == 0;
    }

    private boolean isProgressionStep() {
        boolean band = first == 0 ? last == 0 : parts.size() == 1 && last >= first && last < CodingTables.BLOCK;
        boolean bits = lowBit <= 13 && (highBit == 0 || highBit == lowBit + 1);
        return band && bits;
    }

    /** Whether blocks of several components take turns. */
    boolean interleaved() {
        return parts.size() > 1;
    }

    /** @return minimum coded units in a row; without interleaving each is one block */
    int unitColumns(Frame frame) {
        return interleaved() ? frame.mcuColumns() : parts.get(0).component().ownColumns();
    }

    /** @return minimum coded units of the whole scan */
    int units(Frame frame) {
        return unitColumns(frame)
                * (interleaved() ? frame.mcuRows() : parts.get(0).component().ownRows());
    }

    /**
     * @param direct destination of its table for direct (DC) coefficients
     * @param alternating destination of its table for the others
     */
    record Part(Component component, int direct, int alternating) {}
}
