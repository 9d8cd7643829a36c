package io.rlpips.metric.image.jpeg;

import java.util.Arrays;
import java.util.List;

/**
 * A Huffman-coded JPEG picture at a fraction of its size, decoded without ever having its pixels: each result is the mean
 * of a square of them. Reads baseline, extended and progressive files of 8 bits, grey or of three components, and
 * leaves everything else, and whatever looks damaged, to another decoder. Integers only: the same bytes give the same
 * result everywhere.
 *
 * @param columns of cells
 * @param rows of cells
 * @param samples {@code columns * rows * 3} bytes, R G B interleaved, rows from the top
 */
public record ReducedJpeg(int columns, int rows, byte[] samples) {

    /**
     * Work and memory are bounded by the size in the frame header, which the caller has accepted, times the number of
     * scans.
     *
     * @param segments tables, frame and scans in their order; others are passed over
     * @param luminanceAndChrominance whether three components are Y Cb Cr rather than R G B
     * @param cellSide columns and rows of the picture that a cell covers: 4 or 8. At the right and lower edges cells
     *     are the mean of what is there of them
     * @throws UnusualJpegException whenever the file is not plainly in order
     */
    public static ReducedJpeg decode(List<JpegSegment> segments, boolean luminanceAndChrominance, int cellSide)
            throws UnusualJpegException {
        Decoding decoding = new Decoding(cellSide);
        for (JpegSegment segment : segments) {
            decoding.segment(segment);
        }
        ReducedPlane[] planes = decoding.planes();
        Frame frame = decoding.frame;
        int columns = (frame.width() + cellSide - 1) / cellSide;
        int rows = (frame.height() + cellSide - 1) / cellSide;
        return new ReducedJpeg(columns, rows, CellColours.rgb(planes, columns, rows, luminanceAndChrominance));
    }

    /** What has been read of the file so far. */
    private static final class Decoding {
        private final CodingTables tables = new CodingTables();
        private final int cellSide;
        private Frame frame;
        private BlockReduction[] reductions;
        private CoefficientStore[] stores;

        Decoding(int cellSide) {
            this.cellSide = cellSide;
        }

        void segment(JpegSegment segment) throws UnusualJpegException {
            switch (segment.marker()) {
                case 0xc0, 0xc1, 0xc2 -> frame(segment);
                case 0xc4 -> tables.readHuffman(segment);
                case 0xda -> scan(segment);
                case 0xdb -> tables.readQuantisation(segment);
                case 0xdd -> tables.readRestartInterval(segment);
                default -> {} // says nothing about samples
            }
        }

        private void frame(JpegSegment segment) throws UnusualJpegException {
            if (frame != null) {
                throw new UnusualJpegException("a second frame");
            }
            frame = Frame.read(segment);
            reductions = new BlockReduction[frame.components().size()];
            if (frame.progressive()) {
                stores = CoefficientStore.of(frame);
            }
        }

        private void scan(JpegSegment segment) throws UnusualJpegException {
            if (frame == null) {
                throw new UnusualJpegException("a scan before its frame");
            }
            ScanHeader header = ScanHeader.read(segment, frame);
            int[] which = header.parts().stream()
                    .mapToInt(part -> frame.components().indexOf(part.component()))
                    .toArray();
            for (int component : which) {
                begin(component);
            }
            EntropyData data = EntropyData.of(segment, header.units(frame));
            if (frame.progressive()) {
                CoefficientStore[] parts =
                        Arrays.stream(which).mapToObj(i -> stores[i]).toArray(CoefficientStore[]::new);
                for (CoefficientStore store : parts) {
                    store.note(header);
                }
                new ProgressiveScan(frame, header, data, tables, parts).decode();
            } else {
                BlockReduction[] parts =
                        Arrays.stream(which).mapToObj(i -> reductions[i]).toArray(BlockReduction[]::new);
                new SequentialScan(frame, header, data, tables, parts).decode();
            }
        }

        /** The quantisation table is the one of the moment at which a component's first scan begins. */
        private void begin(int which) throws UnusualJpegException {
            Component component = frame.components().get(which);
            if (reductions[which] == null) {
                ReducedPlane plane = new ReducedPlane(component, cellSide);
                reductions[which] = new BlockReduction(plane, tables.quantisation(component.quantisation()));
            } else if (!frame.progressive()) {
                throw new UnusualJpegException("a component that comes twice");
            }
        }

        ReducedPlane[] planes() throws UnusualJpegException {
            if (frame == null || Arrays.asList(reductions).contains(null)) {
                throw new UnusualJpegException("a component is missing");
            }
            for (int i = 0; frame.progressive() && i < stores.length; i++) {
                if (!stores[i].complete()) {
                    throw new UnusualJpegException("some coefficients are not there in full");
                }
                stores[i].reduce(reductions[i]);
            }
            return Arrays.stream(reductions).map(BlockReduction::plane).toArray(ReducedPlane[]::new);
        }
    }
}
