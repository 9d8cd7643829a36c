package io.rlpips.metric.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The .npy layout of one NumPy array: a magic number, a header that is the text of a Python dictionary, the numbers. */
public final class NpyFormat {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int HEADER_LIMIT_BYTES = 1 << 16;
    private static final int HEADER_START = 10;
    private static final int ALIGNMENT_BYTES = 64;
    private static final Pattern DESCRIPTION = Pattern.compile("'descr':\\s*'([<>|=])(\\w{2,3})'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([\\d, ]*)\\)");
    private static final Map<String, ElementType> TYPES = Map.of(
            "f8", ElementType.FLOAT64,
            "f4", ElementType.FLOAT32,
            "f2", ElementType.FLOAT16,
            "i8", ElementType.INT64,
            "i4", ElementType.INT32,
            "i2", ElementType.INT16,
            "i1", ElementType.INT8,
            "u1", ElementType.UINT8,
            "b1", ElementType.UINT8);

    private NpyFormat() {}

    /**
     * @param name for messages
     * @return numbers of any type as float32, row-major
     * @throws io.rlpips.metric.failure.RlpipsException INVALID_WEIGHTS naming the array and what is wrong with it; nothing
     *     is allocated on the word of the header alone
     */
    public static WeightTensor read(String name, byte[] content) {
        ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int version = content.length > 10 && Arrays.equals(Arrays.copyOf(content, 6), MAGIC) ? content[6] : 0;
        if (version < 1 || version > 3) {
            throw WeightFailure.of("array '%s' is not in the .npy layout, versions 1 to 3", name);
        }
        int headerStart = version == 1 ? HEADER_START : HEADER_START + 2;
        long headerBytes = version == 1 ? bytes.getShort(8) & 0xffff : integer(name, bytes) & 0xffffffffL;
        if (headerBytes > HEADER_LIMIT_BYTES || headerStart + headerBytes > content.length) {
            throw WeightFailure.of("array '%s' announces a header of %d bytes", name, headerBytes);
        }
        String header = new String(content, headerStart, (int) headerBytes, StandardCharsets.ISO_8859_1);
        return array(name, header, bytes, headerStart + (int) headerBytes);
    }

    /** @return a file of version 1.0 with the numbers as little-endian float32, row-major */
    public static byte[] write(WeightTensor tensor) {
        String shape =
                Arrays.stream(tensor.shape()).mapToObj(size -> size + ", ").collect(Collectors.joining());
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }".formatted(shape.strip());
        int withoutPadding = HEADER_START + header.length() + 1;
        String padding = " ".repeat(Math.floorMod(-withoutPadding, ALIGNMENT_BYTES));
        byte[] text = (header + padding + "\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_START + text.length + tensor.values().length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) text.length)
                .put(text);
        bytes.asFloatBuffer().put(tensor.values());
        return bytes.array();
    }

    private static int integer(String name, ByteBuffer bytes) {
        if (bytes.capacity() < 12) {
            throw WeightFailure.of("array '%s' ends in its header", name);
        }
        return bytes.getInt(8);
    }

    private static WeightTensor array(String name, String header, ByteBuffer bytes, int dataStart) {
        Matcher description = found(name, header, DESCRIPTION, "number type");
        ElementType type = TYPES.get(description.group(2));
        if (type == null) {
            throw WeightFailure.of("array '%s' has type '%s', known: %s", name, description.group(2), TYPES.keySet());
        }
        int[] shape = shape(name, found(name, header, SHAPE, "shape").group(1));
        long needed = (long) Shapes.elements(shape) * type.bytes();
        if (bytes.capacity() - dataStart != needed) {
            throw WeightFailure.of(
                    "array '%s' has %d bytes of numbers, its shape and type need %d",
                    name, bytes.capacity() - dataStart, needed);
        }
        boolean fortran = found(name, header, FORTRAN, "order").group(1).equals("True");
        ByteOrder order = description.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer numbers = bytes.slice(dataStart, (int) needed).order(order);
        return strided(type, shape, fortran).gather(shape, numbers);
    }

    private static Matcher found(String name, String header, Pattern pattern, String what) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw WeightFailure.of("array '%s' has no readable %s in its header", name, what);
        }
        return matcher;
    }

    private static int[] shape(String name, String text) {
        long[] sizes = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(size -> !size.isEmpty())
                .mapToLong(size -> size.length() > 10 || size.contains(" ") ? -1 : Long.parseLong(size))
                .toArray();
        return Shapes.checked(name, sizes);
    }

    /** Row-major in the file, or with the first axis running fastest. */
    private static TensorView strided(ElementType type, int[] shape, boolean fortran) {
        Long[] strides = new Long[shape.length];
        long stride = 1;
        for (int i = 0; i < shape.length; i++) {
            int axis = fortran ? i : shape.length - 1 - i;
            strides[axis] = stride;
            stride *= shape[axis];
        }
        StorageReference whole = new StorageReference(type, "", stride);
        return new TensorView(
                whole, 0, Arrays.stream(shape).mapToObj(Long::valueOf).toList(), Arrays.asList(strides));
    }
}
