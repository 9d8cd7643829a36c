package io.rlpips.metric.image.jpeg;

import java.util.Arrays;

/** A scan that brings a band of coefficients, or one more bit of them (ITU-T T.81, G.1.2 and G.2). */
final class ProgressiveScan extends ScanDecoder {
    private static final int BLOCK = CodingTables.BLOCK;
    private static final int ZEROS_ONLY = 15;
    private static final int LARGEST = Short.MAX_VALUE;

    private final CoefficientStore[] stores;
    private final HuffmanTable[] tables;
    private final int[] predictions;
    private final int positive;
    private final int negative;
    private int endOfBandRun;

    /** @param stores one for each part of the scan */
    ProgressiveScan(Frame frame, ScanHeader header, EntropyData data, CodingTables tables, CoefficientStore[] stores)
            throws UnusualJpegException {
        super(frame, header, data, tables.restartInterval());
        this.stores = stores;
        this.predictions = new int[stores.length];
        this.tables = new HuffmanTable[stores.length];
        this.positive = 1 << header.lowBit();
        this.negative = -positive;
        for (int part = 0; part < stores.length; part++) {
            ScanHeader.Part described = header.parts().get(part);
            if (header.first() > 0) {
                this.tables[part] = tables.alternating(described.alternating());
            } else if (header.highBit() == 0) {
                this.tables[part] = tables.direct(described.direct());
            }
        }
    }

    @Override
    void restart() throws UnusualJpegException {
        if (endOfBandRun != 0) {
            throw new UnusualJpegException("a run of blocks that goes on behind its interval");
        }
        Arrays.fill(predictions, 0);
    }

    @Override
    void block(int part, int blockX, int blockY) throws UnusualJpegException {
        short[] values = stores[part].values();
        int at = stores[part].position(blockX, blockY);
        boolean firstBits = header.highBit() == 0;
        if (header.first() == 0) {
            if (firstBits) {
                values[at] = direct(part);
            } else {
                values[at] |= (short) (reader.bit() << header.lowBit());
            }
        } else if (endOfBandRun > 0 && firstBits) {
            endOfBandRun--;
        } else if (firstBits) {
            band(tables[part], values, at);
        } else {
            refine(tables[part], values, at);
        }
    }

    private short direct(int part) throws UnusualJpegException {
        int size = reader.symbol(tables[part]);
        predictions[part] += signed(size);
        return stored(predictions[part] << header.lowBit());
    }

    private int signed(int size) {
        if (reader.count < size) {
            reader.refill();
        }
        int value = BitReader.signed(reader.bits, size);
        reader.skip(size);
        return value;
    }

    private static short stored(int value) throws UnusualJpegException {
        if (value > LARGEST || value < -LARGEST) {
            throw new UnusualJpegException("a coefficient of " + value);
        }
        return (short) value;
    }

    private void band(HuffmanTable table, short[] values, int at) throws UnusualJpegException {
        int k = header.first();
        while (k <= header.last()) {
            int symbol = reader.symbol(table);
            int zeros = symbol >> 4;
            int size = symbol & 15;
            if (size != 0) {
                k += zeros;
                checkBand(k);
                values[at + k] = stored(signed(size) << header.lowBit());
                k++;
            } else if (zeros == ZEROS_ONLY) {
                k += 16;
                checkBand(k - 1);
            } else {
                endOfBandRun = runOfBlocks(zeros) - 1;
                return;
            }
        }
    }

    private int runOfBlocks(int bits) {
        return (1 << bits) + reader.read(bits);
    }

    private void checkBand(int k) throws UnusualJpegException {
        if (k > header.last()) {
            throw new UnusualJpegException("more coefficients than the band has");
        }
    }

    /** Coefficients known already get a bit each in passing; new ones are one in size. */
    private void refine(HuffmanTable table, short[] values, int at) throws UnusualJpegException {
        int k = header.first();
        while (endOfBandRun == 0 && k <= header.last()) {
            int symbol = reader.symbol(table);
            int zeros = symbol >> 4;
            int size = symbol & 15;
            int fresh = 0;
            if (size == 1) {
                fresh = reader.bit() == 1 ? positive : negative;
            } else if (size != 0) {
                throw new UnusualJpegException("a refinement of %d bits".formatted(size));
            } else if (zeros != ZEROS_ONLY) {
                endOfBandRun = runOfBlocks(zeros);
                break;
            }
            k = refinePast(values, at, k, zeros);
            checkBand(k);
            if (fresh != 0) {
                values[at + k] = (short) fresh;
            }
            k++;
        }
        if (endOfBandRun > 0) {
            refinePast(values, at, k, BLOCK);
            endOfBandRun--;
        }
    }

    /** @return the place behind that many coefficients that are still zero, or behind the band */
    private int refinePast(short[] values, int at, int from, int zeros) {
        int left = zeros;
        int k = from;
        for (; k <= header.last(); k++) {
            short value = values[at + k];
            if (value == 0) {
                if (--left < 0) {
                    break;
                }
            } else if (reader.bit() == 1 && (value & positive) == 0) {
                values[at + k] = (short) (value + (value > 0 ? positive : negative));
            }
        }
        return k;
    }
}
