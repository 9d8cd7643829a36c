package io.rlpips.metric.image.jpeg;

import java.util.Arrays;

/** All coefficients of one component of a progressive picture, and which of their bits have come. */
final class CoefficientStore {
    private static final int BLOCK = CodingTables.BLOCK;
    private static final int NOTHING = -1;

    /** 96 MiB: a picture of 32 megapixels with chrominance at half the resolution; less than its pixels would take. */
    private static final long MOST_VALUES = 48L << 20;

    private final Component component;
    private final short[] values;
    private final int[] lowestBit = new int[BLOCK];

    /** @throws UnusualJpegException when they would take more than {@link #MOST_VALUES} */
    static CoefficientStore[] of(Frame frame) throws UnusualJpegException {
        long values = 0;
        for (Component component : frame.components()) {
            values += (long) component.blockColumns() * component.blockRows() * BLOCK;
        }
        if (values > MOST_VALUES) {
            throw new UnusualJpegException(values + " coefficients to keep");
        }
        return frame.components().stream().map(CoefficientStore::new).toArray(CoefficientStore[]::new);
    }

    private CoefficientStore(Component component) {
        this.component = component;
        this.values = new short[component.blockColumns() * component.blockRows() * BLOCK];
        Arrays.fill(lowestBit, NOTHING);
    }

    short[] values() {
        return values;
    }

    int position(int blockX, int blockY) {
        return (blockY * component.blockColumns() + blockX) * BLOCK;
    }

    /** Every scan goes on where the one before it for these coefficients has ended. */
    void note(ScanHeader header) throws UnusualJpegException {
        if (header.first() > 0 && lowestBit[0] == NOTHING) {
            throw new UnusualJpegException("other coefficients come before the direct one");
        }
        for (int k = header.first(); k <= header.last(); k++) {
            boolean follows = header.highBit() == 0 ? lowestBit[k] == NOTHING : lowestBit[k] == header.highBit();
            if (!follows) {
                throw new UnusualJpegException("a scan that does not follow the one before it");
            }
            lowestBit[k] = header.lowBit();
        }
    }

    boolean complete() {
        return Arrays.stream(lowestBit).allMatch(bit -> bit == 0);
    }

    void reduce(BlockReduction reduction) throws UnusualJpegException {
        for (int y = 0; y < component.ownRows(); y++) {
            for (int x = 0; x < component.ownColumns(); x++) {
                int at = position(x, y);
                int last = BLOCK - 1;
                while (last > 0 && values[at + last] == 0) {
                    last--;
                }
                reduction.put(values, at, last, x, y);
            }
        }
    }
}
