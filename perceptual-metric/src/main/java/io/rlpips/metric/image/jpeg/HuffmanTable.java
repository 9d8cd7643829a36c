package io.rlpips.metric.image.jpeg;

import java.util.Arrays;

/**
 * Code to symbol (ITU-T T.81, annex C and F.2.2.3): short codes by one look-up, longer ones by their lengths. Entries are
 * code length times 256 plus symbol.
 */
final class HuffmanTable {
    /** Bits looked up at once; the table stays within the first-level cache. */
    static final int LOOKUP_BITS = 11;

    static final int LONGEST = 16;
    private static final int MOST_SYMBOLS = 256;

    /** Zero for longer codes and for none. Not written to. */
    final int[] lookup = new int[1 << LOOKUP_BITS];

    private long[] steps = {};
    private final int[] symbols;
    /** For each length the first code that is longer, as the upper of 16 bits. */
    private final int[] limits = new int[LONGEST + 1];
    /** For each length the position of a symbol less its code. */
    private final int[] offsets = new int[LONGEST + 1];

    private HuffmanTable(int[] symbols) {
        this.symbols = symbols;
    }

    /**
     * @param counts of codes, by length less one
     * @param at where the symbols start in the segment
     */
    static HuffmanTable read(JpegSegment segment, int[] counts, int at) throws UnusualJpegException {
        int total = 0;
        for (int count : counts) {
            total += count;
        }
        if (total > MOST_SYMBOLS) {
            throw new UnusualJpegException(total + " Huffman codes");
        }
        int[] symbols = new int[total];
        for (int i = 0; i < total; i++) {
            symbols[i] = segment.unsignedByte(at + i);
        }
        HuffmanTable table = new HuffmanTable(symbols);
        table.assignCodes(counts);
        return table;
    }

    private void assignCodes(int[] counts) throws UnusualJpegException {
        int code = 0;
        int position = 0;
        for (int length = 1; length <= LONGEST; length++) {
            offsets[length] = position - code;
            for (int i = 0; i < counts[length - 1]; i++) {
                if (code >= 1 << length) {
                    throw new UnusualJpegException("more Huffman codes than there can be");
                }
                fill(code, length, symbols[position]);
                code++;
                position++;
            }
            limits[length] = code << LONGEST - length;
            code <<= 1;
        }
    }

    private void fill(int code, int length, int symbol) {
        if (length <= LOOKUP_BITS) {
            int free = LOOKUP_BITS - length;
            for (int i = 0; i < 1 << free; i++) {
                lookup[code << free | i] = length << 8 | symbol;
            }
        }
    }

    int symbolCount() {
        return symbols.length;
    }

    /** @return 0 for a table of no codes */
    int largestSymbol() {
        return Arrays.stream(symbols).max().orElse(0);
    }

    /** @param bits the code uppermost */
    int entry(long bits) throws UnusualJpegException {
        int entry = lookup[(int) (bits >>> 64 - LOOKUP_BITS)];
        return entry != 0 ? entry : longEntry(bits);
    }

    /** @return 0 for a code that is longer than the look-up, or none */
    int shortEntry(long bits) {
        return lookup[(int) (bits >>> 64 - LOOKUP_BITS)];
    }

    /** @return see {@link SteppingTable}; made when first asked for, not to be written to */
    long[] steps() {
        if (steps.length == 0) {
            steps = SteppingTable.of(this);
        }
        return steps;
    }

    /** For codes that the look-up has not found. */
    int longEntry(long bits) throws UnusualJpegException {
        int code = (int) (bits >>> 64 - LONGEST);
        for (int length = LOOKUP_BITS + 1; length <= LONGEST; length++) {
            if (code < limits[length]) {
                return length << 8 | symbols[offsets[length] + (code >> LONGEST - length)];
            }
        }
        throw new UnusualJpegException("a Huffman code that is not in the table");
    }
}
