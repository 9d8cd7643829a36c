package io.rlpips.metric.image.jpeg;

/** What the segments between scans set: Huffman and quantisation tables, restart interval (ITU-T T.81, B.2.4). */
final class CodingTables {
    static final int BLOCK = 64;
    private static final int DESTINATIONS = 4;
    private static final int LARGEST_DIFFERENCE_SIZE = 11;

    /** Each takes some time to be laid out; real files have four, or some for every scan. */
    private static final int MOST_HUFFMAN_TABLES = 1000;

    private final HuffmanTable[] direct = new HuffmanTable[DESTINATIONS];
    private final HuffmanTable[] alternating = new HuffmanTable[DESTINATIONS];
    private final int[][] quantisation = new int[DESTINATIONS][];
    private int restartInterval;
    private int huffmanTables;

    void readHuffman(JpegSegment segment) throws UnusualJpegException {
        int at = 0;
        while (at < segment.length()) {
            if (++huffmanTables > MOST_HUFFMAN_TABLES) {
                throw new UnusualJpegException("more than %d Huffman tables".formatted(MOST_HUFFMAN_TABLES));
            }
            int destination = segment.unsignedByte(at++);
            int[] counts = new int[HuffmanTable.LONGEST];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = segment.unsignedByte(at++);
            }
            HuffmanTable table = HuffmanTable.read(segment, counts, at);
            at += table.symbolCount();
            boolean forDirect = destination >> 4 == 0;
            if (destination >> 4 > 1) {
                throw new UnusualJpegException("Huffman table of class " + (destination >> 4));
            }
            (forDirect ? direct : alternating)[checked(destination & 15)] = table;
        }
    }

    void readQuantisation(JpegSegment segment) throws UnusualJpegException {
        int at = 0;
        while (at < segment.length()) {
            int destination = segment.unsignedByte(at++);
            int bytes = 1 + (destination >> 4);
            if (bytes > 2) {
                throw new UnusualJpegException("quantisation table of precision " + (destination >> 4));
            }
            int[] table = new int[BLOCK];
            for (int k = 0; k < BLOCK; k++) {
                table[k] = bytes == 1 ? segment.unsignedByte(at) : segment.unsignedShort(at);
                at += bytes;
            }
            quantisation[checked(destination & 15)] = table;
        }
    }

    void readRestartInterval(JpegSegment segment) throws UnusualJpegException {
        segment.requireLength(2);
        restartInterval = segment.unsignedShort(0);
    }

    /** @throws UnusualJpegException also for a table of differences that samples of 8 bits do not make */
    HuffmanTable direct(int destination) throws UnusualJpegException {
        HuffmanTable table = present(direct[checked(destination)]);
        if (table.largestSymbol() > LARGEST_DIFFERENCE_SIZE) {
            throw new UnusualJpegException("differences of %d bits".formatted(table.largestSymbol()));
        }
        return table;
    }

    HuffmanTable alternating(int destination) throws UnusualJpegException {
        return present(alternating[checked(destination)]);
    }

    /** @return divisors in zigzag order; not to be written to */
    int[] quantisation(int destination) throws UnusualJpegException {
        return present(quantisation[checked(destination)]);
    }

    /** @return MCUs between restart markers; 0 for none */
    int restartInterval() {
        return restartInterval;
    }

    private static int checked(int destination) throws UnusualJpegException {
        if (destination >= DESTINATIONS) {
            throw new UnusualJpegException("table destination " + destination);
        }
        return destination;
    }

    private static <T> T present(T table) throws UnusualJpegException {
        if (table == null) {
            throw new UnusualJpegException("a table is missing");
        }
        return table;
    }
}
