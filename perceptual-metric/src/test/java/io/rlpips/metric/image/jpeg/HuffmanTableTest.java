package io.rlpips.metric.image.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuffmanTableTest {
    @Test
    void codesOfEveryLengthAreFound() throws UnusualJpegException {
        int[] counts = new int[16];
        byte[] symbols = new byte[17];
        for (int i = 0; i < 16; i++) {
            counts[i] = 1;
            symbols[i] = (byte) (i + 100);
        }
        HuffmanTable table = HuffmanTable.read(segment(symbols), counts, 0);
        for (int length = 1; length <= 16; length++) {
            // Ones and a zero: 0, 10, 110 and so on.
            long bits = length == 1 ? 0 : -1L << 65 - length;
            assertThat(table.entry(bits)).as("code of %d bits", length).isEqualTo(length << 8 | length + 99);
        }
        assertThatThrownBy(() -> table.entry(-1L)).isInstanceOf(UnusualJpegException.class);
    }

    @Test
    void moreCodesThanALengthHasAreRefused() {
        int[] counts = new int[16];
        counts[0] = 3;
        assertThatThrownBy(() -> HuffmanTable.read(segment(new byte[3]), counts, 0))
                .hasMessage("more Huffman codes than there can be");
    }

    @Test
    void symbolsBeyondTheSegmentAreRefused() {
        int[] counts = new int[16];
        counts[3] = 9;
        assertThatThrownBy(() -> HuffmanTable.read(segment(new byte[8]), counts, 0))
                .hasMessage("segment 0xc4 is too short");
    }

    @ParameterizedTest
    @CsvSource({"1, 0, -1", "1, 1, 1", "2, 0, -3", "2, 1, -2", "2, 2, 2", "2, 3, 3", "11, 0, -2047", "11, 2047, 2047"})
    void theUpperHalfOfASizeIsPositive(int size, int stored, int value) {
        assertThat(BitReader.signed((long) stored << 64 - size, size)).isEqualTo(value);
    }

    /** Stepping by the table of one or two coefficients comes to the same as reading them one by one. */
    @Test
    void steppingAgreesWithReading() throws UnusualJpegException {
        int[] counts = {0, 2, 1, 3, 3, 2, 4, 0, 0, 1, 2, 0, 0, 0, 0, 1};
        byte[] symbols = {
            0x01,
            0x02,
            0x03,
            0x00,
            0x04,
            0x11,
            0x05,
            0x12,
            0x21,
            0x31,
            0x41,
            0x06,
            0x13,
            0x51,
            0x61,
            0x07,
            (byte) 0xf0,
            0x22,
            0x71
        };
        HuffmanTable table = HuffmanTable.read(segment(symbols), counts, 0);
        long[] steps = table.steps();
        Random random = new Random(7);
        for (int i = 0; i < 5000; i++) {
            long bits = random.nextLong() & Long.MAX_VALUE >> random.nextInt(3);
            long entry = steps[(int) (bits >>> 64 - SteppingTable.LOOKUP_BITS)];
            if (entry != 0) {
                assertSame(table, bits, entry);
            }
        }
    }

    private static void assertSame(HuffmanTable table, long bits, long entry) throws UnusualJpegException {
        int first = table.entry(bits);
        int used = (first >> 8) + (first & 15);
        boolean ends = (first & 0xff) == 0;
        assertThat(SteppingTable.firstStep(entry)).isEqualTo(ends ? SteppingTable.END : first >> 4 & 15);
        if (ends) {
            assertThat(SteppingTable.used(entry)).isEqualTo(used);
            return;
        }
        int value = Math.abs(BitReader.signed(bits << (first >> 8), first & 15));
        assertThat(SteppingTable.firstSquare(entry)).isBetween(value * value, 1 << 2 * (first & 15));
        if (SteppingTable.used(entry) == used) {
            assertThat(SteppingTable.secondStep(entry)).isEqualTo(1);
            assertThat(SteppingTable.thirdStep(entry)).isZero();
            return;
        }
        long behind = bits << used;
        int second = table.entry(behind);
        assertThat(SteppingTable.used(entry)).isEqualTo(used + (second >> 8) + (second & 15));
        boolean thenEnds = (second & 0xff) == 0;
        assertThat(SteppingTable.secondStep(entry)).isEqualTo(1 + (thenEnds ? SteppingTable.END : second >> 4 & 15));
        int secondValue = Math.abs(BitReader.signed(behind << (second >> 8), second & 15));
        assertThat(SteppingTable.secondSquare(entry)).isEqualTo(thenEnds ? 0 : secondValue * secondValue);
        assertThat(SteppingTable.thirdStep(entry)).isEqualTo(thenEnds ? 0 : 1);
    }

    private static JpegSegment segment(byte[] content) {
        return new JpegSegment(0xc4, content, 0, content.length, content.length);
    }
}
