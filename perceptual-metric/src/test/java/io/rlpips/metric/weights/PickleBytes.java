package io.rlpips.metric.weights;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Assembles pickles opcode by opcode, honest and hostile ones. */
final class PickleBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static PickleBytes protocol2() {
        return new PickleBytes().raw(0x80, 2);
    }

    PickleBytes raw(int... opcodes) {
        Arrays.stream(opcodes).forEach(bytes::write);
        return this;
    }

    PickleBytes op(char... opcodes) {
        for (char opcode : opcodes) {
            bytes.write(opcode);
        }
        return this;
    }

    PickleBytes line(String text) {
        bytes.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    PickleBytes global(String module, String name) {
        return op('c').line(module).line(name);
    }

    PickleBytes text(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        op('X').integer(encoded.length);
        bytes.writeBytes(encoded);
        return this;
    }

    PickleBytes number(long value) {
        if (value == (int) value) {
            return op('J').integer((int) value);
        }
        raw(0x8a, 8);
        bytes.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    /** Four little-endian bytes, without an opcode. */
    PickleBytes integer(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    PickleBytes numbers(long... values) {
        op('(');
        Arrays.stream(values).forEach(this::number);
        return op('t');
    }

    /** A storage as PyTorch refers to it. */
    PickleBytes storage(String type, String key, long elements) {
        return op('(').text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .number(elements)
                .op('t', 'Q');
    }

    PickleBytes tensor(String type, String key, long elements, long offset, long[] sizes, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .op('(')
                .storage(type, key, elements)
                .number(offset)
                .numbers(sizes)
                .numbers(strides)
                .raw(0x89)
                .global("collections", "OrderedDict")
                .op(')', 'R', 't', 'R');
    }

    byte[] stop() {
        op('.');
        return bytes.toByteArray();
    }

    Object read() {
        return TensorUnpickler.read(new ByteArrayInputStream(stop())).root();
    }
}
