package io.rlpips.metric.image.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Bits of entropy-coded data, the next one uppermost in a reservoir of 64. Hot loops keep the three variables in
 * registers and write them back; they may run past the end by one block, which {@link #checkNotOverrun()} notices.
 */
final class BitReader {
    /** Zero bytes wanted behind the data: more than the longest block has and one refill reads. */
    static final int SLACK = 512;

    /** A refill leaves at least this many bits. */
    static final int REFILLED = 56;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    final byte[] bytes;

    /** Not yet used, from the top; below the counted ones may lie bits that the next refill brings again. */
    long bits;

    /** How many of {@link #bits} count. */
    int count;

    /** The byte that the next refill starts at. */
    int next;

    private int end;

    /** @param bytes unstuffed, with {@link #SLACK} bytes behind the data */
    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    static long longAt(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static void putLong(byte[] bytes, int at, long value) {
        LONGS.set(bytes, at, value);
    }

    void start(int from, int until) {
        next = from;
        end = until;
        bits = 0;
        count = 0;
    }

    void refill() {
        bits |= longAt(bytes, next) >>> count;
        next += 63 - count >>> 3;
        count |= REFILLED;
    }

    /** @param number 0 to 16 */
    int read(int number) {
        if (count < number) {
            refill();
        }
        int value = number == 0 ? 0 : (int) (bits >>> 64 - number);
        skip(number);
        return value;
    }

    int bit() {
        if (count == 0) {
            refill();
        }
        int value = (int) (bits >>> 63);
        skip(1);
        return value;
    }

    void skip(int number) {
        bits <<= number;
        count -= number;
    }

    /** @return the next symbol */
    int symbol(HuffmanTable table) throws UnusualJpegException {
        if (count < 16) {
            refill();
        }
        int entry = table.entry(bits);
        skip(entry >> 8);
        return entry & 0xff;
    }

    /** @return a number of that size as JPEG codes it: the upper half is positive */
    static int signed(long bits, int size) {
        long low = bits >> 63;
        return size == 0 ? 0 : (int) ((bits >>> 64 - size) + (~low & (-1L << size) + 1));
    }

    void checkNotOverrun() throws UnusualJpegException {
        if ((long) next * 8 - count > (long) end * 8) {
            throw new UnusualJpegException("entropy-coded data ends early");
        }
    }

    /** All but the bits that fill the last byte have been used. */
    void checkFinished() throws UnusualJpegException {
        checkNotOverrun();
        if ((long) end * 8 - ((long) next * 8 - count) >= 8) {
            throw new UnusualJpegException("entropy-coded data is left over");
        }
    }
}
