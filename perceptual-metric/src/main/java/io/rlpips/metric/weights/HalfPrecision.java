package io.rlpips.metric.weights;

/** Conversions between float32 and the two 16-bit formats. Java has its own only from release 20 on. */
public final class HalfPrecision {
    private static final int FRACTION_BITS_DROPPED = 13;
    /** 2^-24, the smallest positive binary16 value: subnormal fractions count in it. */
    private static final float SUBNORMAL_UNIT = 0x1.0p-24f;

    private HalfPrecision() {}

    /** @return the value of an IEEE 754 binary16 pattern, exactly; NaN stays NaN */
    public static float toFloat(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float sign = bits < 0 ? -1f : 1f;
        if (exponent == 0) {
            return sign * fraction * SUBNORMAL_UNIT;
        }
        int floatExponent = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat((bits & 0x8000) << 16 | floatExponent << 23 | fraction << FRACTION_BITS_DROPPED);
    }

    /** @return the nearest binary16 pattern, ties to even; infinity from 65520 on; NaN stays NaN */
    public static short fromFloat(float value) {
        int bits = Float.floatToIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        float magnitude = Math.abs(value);
        if (magnitude < 0x1.0p-14f) {
            return (short) (sign | (int) Math.rint(magnitude / SUBNORMAL_UNIT));
        }
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7c00);
        }
        int rebased = (bits & 0x7fffffff) - (127 - 15 << 23);
        int keptLowestBit = rebased >>> FRACTION_BITS_DROPPED & 1;
        return (short) (sign | rebased + 0xfff + keptLowestBit >>> FRACTION_BITS_DROPPED);
    }

    /** @return the value of a bfloat16 pattern, exactly: it is the upper half of a float32 */
    static float brainToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
