package io.rlpips.metric.image.jpeg;

import java.util.Arrays;

/**
 * A scan of whole blocks (ITU-T T.81, F.2). Where only the mean of a block is wanted, the codes of all but its first
 * coefficient are stepped over; what they amount to at most is added up on the way, and a block in which a sample might
 * have to be clipped is read again in full.
 */
final class SequentialScan extends ScanDecoder {
    /** Larger ones do not come from samples of 8 bits. */
    private static final int LARGEST_DIRECT = 4095;

    private static final int BLOCK = CodingTables.BLOCK;
    private static final int WITHOUT_REFILL = 32;
    private static final int ZEROS_ONLY = 15;
    private static final long UNCLEAR = 1L << 58;

    private final HuffmanTable[] direct;
    private final HuffmanTable[] alternating;
    private final BlockReduction[] reductions;
    private final int[] predictions;
    private final short[] coefficients = new short[BLOCK];

    /** @param reductions one for each part of the scan */
    SequentialScan(Frame frame, ScanHeader header, EntropyData data, CodingTables tables, BlockReduction[] reductions)
            throws UnusualJpegException {
        super(frame, header, data, tables.restartInterval());
        int parts = header.parts().size();
        this.reductions = reductions;
        this.predictions = new int[parts];
        this.direct = new HuffmanTable[parts];
        this.alternating = new HuffmanTable[parts];
        for (int part = 0; part < parts; part++) {
            direct[part] = tables.direct(header.parts().get(part).direct());
            alternating[part] = tables.alternating(header.parts().get(part).alternating());
        }
    }

    @Override
    void restart() {
        Arrays.fill(predictions, 0);
    }

    @Override
    void block(int part, int blockX, int blockY) throws UnusualJpegException {
        int value = predictions[part] + difference(direct[part]);
        if (value < -LARGEST_DIRECT || value > LARGEST_DIRECT) {
            throw new UnusualJpegException("a direct coefficient of " + value);
        }
        predictions[part] = value;
        BlockReduction reduction = reductions[part];
        if (reduction.wantsMeansOnly() && !reduction.plane().reachesOut(blockX, blockY)) {
            long bits = reader.bits;
            int count = reader.count;
            int next = reader.next;
            if (reduction.staysInRange(value, energyOfOthers(alternating[part], reduction.energyFactors()))) {
                reduction.putMean(value, blockX, blockY);
                return;
            }
            reader.bits = bits;
            reader.count = count;
            reader.next = next;
        }
        coefficients[0] = (short) value;
        int last = others(alternating[part]);
        reduction.put(coefficients, 0, last, blockX, blockY);
        Arrays.fill(coefficients, 0, last + 1, (short) 0);
    }

    private int difference(HuffmanTable table) throws UnusualJpegException {
        if (reader.count < WITHOUT_REFILL) {
            reader.refill();
        }
        int entry = table.entry(reader.bits);
        reader.skip(entry >> 8);
        int size = entry & 0xff;
        int value = BitReader.signed(reader.bits, size);
        reader.skip(size);
        return value;
    }

    /**
     * @return the energy, or more, where a coefficient is taken as the largest of its size; {@link #UNCLEAR} for a
     *     block that has to be read one coefficient at a time
     */
    private long energyOfOthers(HuffmanTable table, int[] factors) throws UnusualJpegException {
        long[] steps = table.steps();
        byte[] bytes = reader.bytes;
        long bits = reader.bits;
        int count = reader.count;
        int next = reader.next;
        long energy = 0;
        int k = 1;
        while (k < BLOCK) {
            if (count < WITHOUT_REFILL) {
                bits |= BitReader.longAt(bytes, next) >>> count;
                next += 63 - count >>> 3;
                count |= BitReader.REFILLED;
            }
            long entry = steps[(int) (bits >>> 64 - SteppingTable.LOOKUP_BITS)];
            if (entry == 0) {
                entry = SteppingTable.ofOne(table.entry(bits));
            }
            bits <<= SteppingTable.used(entry);
            count -= SteppingTable.used(entry);
            k += SteppingTable.firstStep(entry);
            energy += (long) factors[k] * SteppingTable.firstSquare(entry);
            k += SteppingTable.secondStep(entry);
            energy += (long) factors[k] * SteppingTable.secondSquare(entry);
            k += SteppingTable.thirdStep(entry);
        }
        reader.bits = bits;
        reader.count = count;
        reader.next = next;
        // Two at once may reach beyond the last coefficient and into the next block.
        boolean endsWell = k == BLOCK || k >= SteppingTable.END && k < SteppingTable.END + BLOCK;
        return endsWell ? energy : UNCLEAR;
    }

    /** @return position of the last coefficient that is not zero */
    private int others(HuffmanTable table) throws UnusualJpegException {
        byte[] bytes = reader.bytes;
        long bits = reader.bits;
        int count = reader.count;
        int next = reader.next;
        int last = 0;
        int k = 1;
        while (k < BLOCK) {
            if (count < WITHOUT_REFILL) {
                bits |= BitReader.longAt(bytes, next) >>> count;
                next += 63 - count >>> 3;
                count |= BitReader.REFILLED;
            }
            int entry = table.entry(bits);
            int length = entry >> 8;
            int size = entry & 15;
            int zeros = entry >> 4 & 15;
            if (size != 0) {
                k += zeros;
                checkBand(k + 1);
                coefficients[k] = (short) BitReader.signed(bits << length, size);
                last = k++;
            } else {
                k += zeros == ZEROS_ONLY ? ZEROS_ONLY + 1 : SteppingTable.END;
            }
            bits <<= length + size;
            count -= length + size;
        }
        reader.bits = bits;
        reader.count = count;
        reader.next = next;
        if (k < SteppingTable.END) {
            checkBand(k);
        }
        return last;
    }

    private static void checkBand(int k) throws UnusualJpegException {
        if (k > BLOCK) {
            throw new UnusualJpegException("a block of more than 64 coefficients");
        }
    }
}
