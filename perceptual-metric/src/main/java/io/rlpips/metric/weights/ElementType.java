package io.rlpips.metric.weights;

import java.nio.ByteBuffer;

/** How one number lies in a weight file. Everything is read as float32, which is what the networks compute in. */
enum ElementType {
    FLOAT64(8) {
        @Override
        float at(ByteBuffer bytes, int index) {
            return (float) bytes.getDouble(index);
        }
    },
    FLOAT32(4) {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.getFloat(index);
        }
    },
    FLOAT16(2) {
        @Override
        float at(ByteBuffer bytes, int index) {
            return HalfPrecision.toFloat(bytes.getShort(index));
        }
    },
    BFLOAT16(2) {
        @Override
        float at(ByteBuffer bytes, int index) {
            return HalfPrecision.brainToFloat(bytes.getShort(index));
        }
    },
    INT64(8) {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.getLong(index);
        }
    },
    INT32(4) {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.getInt(index);
        }
    },
    INT16(2) {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.getShort(index);
        }
    },
    INT8(1) {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.get(index);
        }
    },
    UINT8(1) {
        @Override
        float at(ByteBuffer bytes, int index) {
            return bytes.get(index) & 0xff;
        }
    };

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** @return bytes one number takes */
    int bytes() {
        return bytes;
    }

    /** @param index where the number starts, in bytes; the buffer has the file's byte order */
    abstract float at(ByteBuffer bytes, int index);
}
