package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Memory for what goes into the engine batch after batch, used again and again: the engine takes a new piece for each
 * array that is made of Java floats, and gives it back when the garbage collector gets to it, which may be gigabytes
 * later. Keeps as many pieces as were ever in use at once. Thread-safe.
 */
public final class InputBuffers {
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /**
     * @param manager of the array; of the calling thread
     * @param fill writes all of the array's values
     * @param work is given the array, whose memory is used for another one as soon as this has returned: no array that
     *     shares it may be left over
     * @return what {@code work} returns
     */
    public <T> T with(NDManager manager, Shape shape, Consumer<FloatBuffer> fill, Function<NDArray, T> work) {
        int bytes = Math.toIntExact(Math.multiplyExact(shape.size(), Float.BYTES));
        ByteBuffer memory = take(bytes);
        memory.clear().limit(bytes);
        try {
            fill.accept(memory.asFloatBuffer());
            try (NDArray array = manager.create(memory, shape, DataType.FLOAT32)) {
                return work.apply(array);
            }
        } finally {
            giveBack(memory);
        }
    }

    /** The largest piece that is free; where it is too small a larger one takes its place. */
    private ByteBuffer take(int bytes) {
        Optional<ByteBuffer> largest;
        synchronized (free) {
            largest = free.stream().reduce((one, other) -> one.capacity() >= other.capacity() ? one : other);
            // By identity: buffers are equal when their contents are.
            largest.ifPresent(taken -> free.removeIf(buffer -> buffer == taken));
        }
        return largest.filter(buffer -> buffer.capacity() >= bytes)
                .orElseGet(() -> ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
    }

    private void giveBack(ByteBuffer memory) {
        synchronized (free) {
            free.add(memory);
        }
    }
}
