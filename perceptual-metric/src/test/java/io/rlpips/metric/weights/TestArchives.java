package io.rlpips.metric.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes small weight files in the layouts of PyTorch and NumPy. */
public final class TestArchives {
    private TestArchives() {}

    /** A zip-format checkpoint of contiguous float32 tensors, as {@code torch.save(dictionary)} writes it. */
    public static Path checkpoint(Path file, Map<String, WeightTensor> tensors) {
        PickleBytes pickle = PickleBytes.protocol2().op('}', '(');
        Map<String, byte[]> entries = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            String key = String.valueOf(entries.size());
            appendTensor(pickle.text(name), key, tensor);
            entries.put("archive/data/" + key, floats(tensor.values()));
        });
        entries.put("archive/data.pkl", pickle.op('u').stop());
        return zip(file, entries, Deflater.NO_COMPRESSION);
    }

    private static void appendTensor(PickleBytes pickle, String key, WeightTensor tensor) {
        long[] sizes = new long[tensor.shape().length];
        long[] strides = new long[sizes.length];
        long stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            sizes[axis] = tensor.shape()[axis];
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        pickle.tensor("FloatStorage", key, tensor.values().length, 0, sizes, strides);
    }

    static Path zip(Path file, Map<String, byte[]> entries) {
        return zip(file, entries, Deflater.DEFAULT_COMPRESSION);
    }

    private static Path zip(Path file, Map<String, byte[]> entries, int compression) {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setLevel(compression);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Path file(Path file, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        try {
            return Files.write(file, content.toByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static byte[] shorts(int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return bytes.array();
    }

    static byte[] longInteger(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    /** An .npy array of version 1. */
    static byte[] npy(String description, boolean fortran, String shape, byte[] numbers) {
        String header = "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n"
                .formatted(description, fortran ? "True" : "False", shape);
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + text.length + numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .put(numbers)
                .array();
    }
}
