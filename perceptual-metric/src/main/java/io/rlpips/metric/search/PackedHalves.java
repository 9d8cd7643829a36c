package io.rlpips.metric.search;

import io.rlpips.metric.weights.HalfPrecision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Some values at a time in float16, two in an int, written and read by loops that the compiler turns into vector
 * instructions: those of Java 17 are of numbers of one size each, so two values share an int, and an int becomes a float
 * by way of memory. Not thread-safe.
 *
 * <p>Values are scaled by a power of two when they are written, and what is then below the normal numbers of float16 is
 * kept as 0, so that they are read without a branch, each to be multiplied with {@link #factor}.
 */
final class PackedHalves {
    /** The most. Those that share an int lie half of their number apart. */
    static final int VALUES_AT_ONCE = 2048;

    private static final float SMALLEST_NORMAL = 0x1p-14f;
    /** Of the largest value when it is scaled, so that it is below the largest number of float16. */
    private static final int LARGEST_EXPONENT = 14;
    /** By which the exponents of float32 and float16 are off each other. */
    private static final int REBASE = 112;
    /** Larger values, which no model has, are not scaled so far that reading them would take more than a float. */
    private static final int LEAST_SCALE = REBASE - Float.MAX_EXPONENT;

    private static final int SIGN = 0x80000000;
    private static final int SIZE = 0x7fff0000;
    private static final int EXPONENT_BITS_ADDED = 3;

    private final int[] packed = new int[VALUES_AT_ONCE / 2];
    private final int[] unpacked = new int[VALUES_AT_ONCE];
    private final IntBuffer bits;
    /** The same memory. */
    private final FloatBuffer numbers;

    PackedHalves() {
        ByteBuffer memory =
                ByteBuffer.allocateDirect(VALUES_AT_ONCE * Float.BYTES).order(ByteOrder.nativeOrder());
        this.bits = memory.asIntBuffer();
        this.numbers = memory.asFloatBuffer();
    }

    /** @return how many ints so many values take */
    static int ints(int values) {
        return (values + 1) / 2;
    }

    /**
     * @param largest of all values that will be written by it, whatever their signs
     * @return the power of two that they are multiplied with
     */
    static int scale(float largest) {
        return Math.max(LEAST_SCALE, LARGEST_EXPONENT - Math.getExponent(largest));
    }

    /** @return what is read is to be multiplied with this */
    static float factor(int scale) {
        return Math.scalb(1f, REBASE - scale);
    }

    /** @param count at most {@value #VALUES_AT_ONCE} */
    void write(float[] values, int from, int count, int scale, IntBuffer memory, int at) {
        int pairs = ints(count);
        for (int i = 0; i < pairs; i++) {
            int second = i + pairs < count ? half(values[from + pairs + i], scale) : 0;
            packed[i] = second << Short.SIZE | half(values[from + i], scale) & 0xffff;
        }
        memory.put(at, packed, 0, pairs);
    }

    /** @return 0 or a normal number of float16 */
    private static short half(float value, int scale) {
        float scaled = Math.scalb(value, scale);
        return HalfPrecision.fromFloat(Math.abs(scaled) < SMALLEST_NORMAL ? 0 : scaled);
    }

    /** @param count as many as were written there */
    void read(IntBuffer memory, int at, int count, float[] values) {
        int pairs = ints(count);
        memory.get(at, packed, 0, pairs);
        unpackFirst(packed, unpacked, pairs);
        bits.put(0, unpacked, 0, pairs);
        unpackSecond(packed, unpacked, pairs);
        bits.put(pairs, unpacked, 0, count - pairs);
        numbers.get(0, values, 0, count);
    }

    private static void unpackFirst(int[] packed, int[] unpacked, int count) {
        for (int i = 0; i < count; i++) {
            int value = packed[i] << Short.SIZE;
            unpacked[i] = value & SIGN | (value & SIZE) >>> EXPONENT_BITS_ADDED;
        }
    }

    private static void unpackSecond(int[] packed, int[] unpacked, int count) {
        for (int i = 0; i < count; i++) {
            int value = packed[i];
            unpacked[i] = value & SIGN | (value & SIZE) >>> EXPONENT_BITS_ADDED;
        }
    }
}
