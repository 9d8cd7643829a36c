package io.rlpips.metric.weights;

import java.nio.ByteBuffer;

/**
 * How one number lies in a weight file. Everything is read as float32, which is what the networks compute in, and some
 * of them are written as well.
 */
public enum ElementType {
    FLOAT64(8, "F64") {
        @Override
        float at(ByteBuffer bytes, int index) {
            return (float) bytes.getDouble(index);
        }
    },
    FLOAT32(4, "F32") {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.getFloat(index);
        }

        @Override
        boolean put(ByteBuffer bytes, float value) {
            bytes.putFloat(value);
            return true;
        }
    },
    FLOAT16(2, "F16") {
        @Override
        float at(ByteBuffer bytes, int index) {
            return HalfPrecision.toFloat(bytes.getShort(index));
        }

        @Override
        boolean put(ByteBuffer bytes, float value) {
            short bits = HalfPrecision.fromFloat(value);
            bytes.putShort(bits);
            return !Float.isFinite(value) || Float.isFinite(HalfPrecision.toFloat(bits));
        }
    },
    BFLOAT16(2, "BF16") {
        @Override
        float at(ByteBuffer bytes, int index) {
            return HalfPrecision.brainToFloat(bytes.getShort(index));
        }
    },
    INT64(8, "I64") {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.getLong(index);
        }
    },
    INT32(4, "I32") {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.getInt(index);
        }
    },
    INT16(2, "I16") {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.getShort(index);
        }
    },
    /** Written from whole numbers only: nothing is rounded on the way. */
    INT8(1, "I8") {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.get(index);
        }

        @Override
        boolean put(ByteBuffer bytes, float value) {
            bytes.put((byte) value);
            return value == (byte) value;
        }
    },
    UINT8(1, "U8") {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.get(index) & 0xff;
        }
    };

    private final int bytes;
    private final String label;

    ElementType(int bytes, String label) {
        this.bytes = bytes;
        this.label = label;
    }

    /** @return bytes one number takes */
    int bytes() {
        return bytes;
    }

    /** @return the name it has in safetensors files */
    String label() {
        return label;
    }

    /** @param index where the number starts, in bytes; the buffer has the file's byte order */
    abstract float at(ByteBuffer bytes, int index);

    /**
     * @param bytes the number is appended, in the buffer's byte order
     * @return whether it is in this type's range; what was appended is of no use otherwise
     */
    boolean put(ByteBuffer bytes, float value) {
        throw WeightFailure.of("numbers are read as %s, not written", label);
    }
}
