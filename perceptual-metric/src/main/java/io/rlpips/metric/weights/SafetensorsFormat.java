package io.rlpips.metric.weights;

import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The safetensors layout: eight bytes of header length (little-endian), a JSON header that gives every tensor its type,
 * shape and place, then the numbers. Nothing in it can run; what remains to check is that the places lie inside the
 * file, touch each other without gap or overlap, and agree with the shapes.
 */
public final class SafetensorsFormat {
    /** Longest header that is read, in bytes. */
    public static final int HEADER_LIMIT_BYTES = 16 << 20;
    /** Longest file that is read, in bytes. */
    public static final long FILE_LIMIT_BYTES = 1L << 30;

    private static final int LENGTH_BYTES = Long.BYTES;

    private SafetensorsFormat() {}

    /**
     * @return every tensor by name, in the order of the header
     * @throws RlpipsException INVALID_WEIGHTS if the file cannot be read, is too long, damaged or hostile
     */
    public static Map<String, WeightTensor> read(Path file) {
        try {
            long size = Files.size(file);
            if (size > FILE_LIMIT_BYTES) {
                throw WeightFailure.of("%s has %d bytes, at most %d are read", file, size, FILE_LIMIT_BYTES);
            }
            return read(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw WeightFailure.of(unreadable, "cannot read " + file + ": " + unreadable);
        }
    }

    /**
     * @param content the whole file
     * @return every tensor by name, in the order of the header
     * @throws RlpipsException INVALID_WEIGHTS if the content is damaged or hostile
     */
    public static Map<String, WeightTensor> read(byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int dataStart = LENGTH_BYTES + headerLength(bytes);
        byte[] header = Arrays.copyOfRange(content, LENGTH_BYTES, dataStart);
        List<SafetensorsEntry> entries = SafetensorsHeader.parse(header, content.length - dataStart);
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        for (SafetensorsEntry entry : entries) {
            tensors.put(entry.name(), tensor(entry, bytes, dataStart));
        }
        return tensors;
    }

    private static int headerLength(ByteBuffer bytes) {
        if (bytes.capacity() < LENGTH_BYTES) {
            throw WeightFailure.of("a safetensors file has at least 8 bytes, this one has %d", bytes.capacity());
        }
        long length = bytes.getLong(0);
        long available = (long) bytes.capacity() - LENGTH_BYTES;
        if (length < 2 || length > HEADER_LIMIT_BYTES || length > available) {
            throw WeightFailure.of(
                    "safetensors header announces %s bytes, possible are 2 to %d",
                    Long.toUnsignedString(length), Math.min(HEADER_LIMIT_BYTES, available));
        }
        return (int) length;
    }

    private static WeightTensor tensor(SafetensorsEntry entry, ByteBuffer bytes, int dataStart) {
        float[] values = new float[Shapes.elements(entry.shape())];
        int position = dataStart + entry.start();
        for (int i = 0; i < values.length; i++) {
            values[i] = entry.type().at(bytes, position);
            position += entry.type().bytes();
        }
        return new WeightTensor(entry.shape(), values);
    }

    /**
     * The same tensors in the same order always give the same bytes.
     *
     * @param tensors written in the order of the map
     * @param precision the format of every tensor; {@link Precision#FLOAT16} rounds to nearest, ties to even
     * @return the whole file
     * @throws RlpipsException INVALID_WEIGHTS if a finite value does not fit the precision
     */
    public static byte[] write(Map<String, WeightTensor> tensors, Precision precision) {
        return write(tensors, name -> precision.type());
    }

    /**
     * The same, each tensor in a format of its own.
     *
     * @param types of a tensor, by its name: {@link ElementType#FLOAT32}, {@link ElementType#FLOAT16}, or
     *     {@link ElementType#INT8} for whole numbers
     * @throws RlpipsException INVALID_WEIGHTS if a value does not fit its type, or the type is only read
     */
    public static byte[] write(Map<String, WeightTensor> tensors, Function<String, ElementType> types) {
        byte[] header = SafetensorsHeader.render(tensors, types).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(ByteBuffer.allocate(LENGTH_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        file.writeBytes(header);
        tensors.forEach((name, tensor) -> file.writeBytes(encode(name, tensor, types.apply(name))));
        return file.toByteArray();
    }

    private static byte[] encode(String name, WeightTensor tensor, ElementType type) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(tensor.values().length, type.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : tensor.values()) {
            if (!type.put(bytes, value)) {
                throw WeightFailure.of(
                        "value %s of tensor '%s' does not fit %s",
                        value, name, type.name().toLowerCase(Locale.ROOT));
            }
        }
        return bytes.array();
    }
}
