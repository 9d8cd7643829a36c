package io.rlpips.metric.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsFormatTest {
    @Property(tries = 200)
    void whatIsWrittenIsReadBackInOrder(@ForAll("tensors") Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> read = SafetensorsFormat.read(SafetensorsFormat.write(tensors, Precision.FLOAT32));

        assertThat(read).isEqualTo(tensors);
        assertThat(List.copyOf(read.keySet())).isEqualTo(List.copyOf(tensors.keySet()));
    }

    @Property(tries = 200)
    void halfPrecisionRoundsOnce(@ForAll("tensors") Map<String, WeightTensor> tensors) {
        Map<String, WeightTensor> rounded = SafetensorsFormat.read(SafetensorsFormat.write(tensors, Precision.FLOAT16));

        assertThat(SafetensorsFormat.read(SafetensorsFormat.write(rounded, Precision.FLOAT16)))
                .isEqualTo(rounded);
        rounded.forEach((name, tensor) -> {
            for (int i = 0; i < tensor.values().length; i++) {
                float original = tensors.get(name).values()[i];
                assertThat(Math.abs(tensor.values()[i] - original))
                        .isLessThanOrEqualTo(Math.max(Math.abs(original) * 0x1.0p-11f, 0x1.0p-25f));
            }
        });
    }

    @Property(tries = 2000)
    void arbitraryBytesGiveTensorsOrARefusal(@ForAll @Size(max = 40) byte[] content) {
        byte[] plausible = content.clone();
        Arrays.fill(plausible, Math.min(1, plausible.length), Math.min(8, plausible.length), (byte) 0);
        for (byte[] bytes : List.of(content, plausible)) {
            try {
                SafetensorsFormat.read(bytes);
            } catch (RlpipsException refusal) {
                assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_WEIGHTS);
            }
        }
    }

    @Provide
    Arbitrary<Map<String, WeightTensor>> tensors() {
        Arbitrary<int[]> shapes =
                Arbitraries.integers().between(1, 4).array(int[].class).ofMaxSize(4);
        Arbitrary<WeightTensor> tensor = Combinators.combine(shapes, Arbitraries.randomValue(random -> random))
                .as((shape, random) -> {
                    float[] values = new float[Shapes.elements(shape)];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (random.nextFloat() - 0.5f) * 100;
                    }
                    return new WeightTensor(shape, values);
                });
        Arbitrary<String> names = Arbitraries.strings().all().ofMaxLength(12).filter(SafetensorsFormatTest::isName);
        return Arbitraries.maps(names, tensor).ofMaxSize(5).map(LinkedHashMap::new);
    }

    private static boolean isName(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return !text.equals("__metadata__") && new String(encoded, StandardCharsets.UTF_8).equals(text);
    }

    @Test
    void theLayoutIsTheOneOthersRead() {
        byte[] file = SafetensorsFormat.write(
                Map.of("a", new WeightTensor(new int[] {1, 2}, new float[] {1, -2})), Precision.FLOAT16);

        String header = "{\"a\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]}}";
        assertThat(file).hasSize(8 + 56 + 4);
        assertThat(new String(file, 8, 56, StandardCharsets.UTF_8).strip()).isEqualTo(header);
        assertThat(Arrays.copyOfRange(file, 64, 68)).containsExactly(0x00, 0x3c, 0x00, 0xc0);
        assertThat(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong())
                .isEqualTo(56);
    }

    @Test
    void allTypesOfNumbersAreRead() {
        ByteBuffer data = ByteBuffer.allocate(28).order(ByteOrder.LITTLE_ENDIAN);
        data.putDouble(0.5).putShort((short) 0xc040).putLong(-3).putInt(7).putShort((short) -2);
        data.put((byte) 1).put((byte) 200).put((byte) -1).put((byte) 9);
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + entry("f8", "F64", "", 0, 8)
                + "," + entry("bf", "BF16", "", 8, 10)
                + "," + entry("i8", "I64", "1", 10, 18)
                + "," + entry("i4", "I32", "1", 18, 22)
                + "," + entry("i2", "I16", "1", 22, 24)
                + "," + entry("b", "BOOL", "1", 24, 25)
                + "," + entry("u", "U8", "1", 25, 26)
                + "," + entry("s", "I8", "2", 26, 28) + "}";

        Map<String, WeightTensor> read = SafetensorsFormat.read(file(header, data.array()));

        assertThat(read.keySet()).containsExactly("f8", "bf", "i8", "i4", "i2", "b", "u", "s");
        assertThat(read.values().stream().map(tensor -> tensor.values()[0]))
                .containsExactly(0.5f, -3f, -3f, 7f, -2f, 1f, 200f, -1f);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}                      | takes 4 bytes, its shape and type need 8
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,12]}}                     | leave the 8 bytes
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}                     | leave the 8 bytes
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}                      | leave the 8 bytes
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}                        | leave the 8 bytes
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}                      | end at byte 4 of 8
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}                      | starts at byte 4, the one before it ends at 0
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | tensor 'b' starts at byte 4
            {"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}                      | size 0 for axis 0
            {"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}                     | size -2 for axis 0
            {"a":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,8]}}            | more than 2147483647 elements
            {"a":{"dtype":"F32","shape":[4294967298],"data_offsets":[0,8]}}             | size 4294967298
            {"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}   | no integer
            {"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}                    | no integer
            {"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}      | 9 axes
            {"a":{"dtype":"F32","shape":{"x":2},"data_offsets":[0,8]}}                  | no array 'shape'
            {"a":{"dtype":"F32","shape":[2]}}                                           | no array 'data_offsets'
            {"a":{"dtype":"object","shape":[2],"data_offsets":[0,8]}}                   | type 'object'
            {"a":7}                                                                     | type ''
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":1}                | Duplicate field 'a'
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} x                    | not valid JSON
            [1,2]                                                                       | not a JSON object
            {"a":{"dtype":                                                              | not valid JSON
            {"a":[[[[[[[[[[[[1]]]]]]]]]]]]}                                             | not valid JSON
            """)
    void aHeaderThatDoesNotFitIsRefused(String header, String message) {
        assertThatThrownBy(() -> SafetensorsFormat.read(file(header, new byte[8])))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"-1, 18446744073709551615", "1, 1", "17, 17", "9223372036854775807, 9223372036854775807"})
    void aHeaderLengthThatDoesNotFitIsRefused(long length, String shown) {
        byte[] file = ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();

        assertThatThrownBy(() -> SafetensorsFormat.read(file)).hasMessageContaining("announces " + shown + " bytes");
    }

    @Test
    void valuesThatDoNotFitHalfPrecisionAreNamed() {
        Map<String, WeightTensor> tensors = Map.of("big", new WeightTensor(new int[] {1}, new float[] {70000}));

        assertThatThrownBy(() -> SafetensorsFormat.write(tensors, Precision.FLOAT16))
                .hasMessage("value 70000.0 of tensor 'big' does not fit float16");
    }

    @Test
    void wholeNumbersAreStoredInBytesBesideOtherTypes() {
        Map<String, WeightTensor> tensors = new LinkedHashMap<>();
        tensors.put("whole", new WeightTensor(new int[] {3}, new float[] {-128, 0, 127}));
        tensors.put("half", new WeightTensor(new int[] {1}, new float[] {0.5f}));

        byte[] file =
                SafetensorsFormat.write(tensors, name -> name.equals("whole") ? ElementType.INT8 : ElementType.FLOAT16);

        assertThat(SafetensorsFormat.read(file)).isEqualTo(tensors);
        assertThat(new String(file, StandardCharsets.ISO_8859_1))
                .contains(entry("whole", "I8", "3", 0, 3), entry("half", "F16", "1", 3, 5));
        for (float value : new float[] {128, -129, 0.5f, Float.NaN}) {
            Map<String, WeightTensor> other = Map.of("a", new WeightTensor(new int[] {1}, new float[] {value}));
            assertThatThrownBy(() -> SafetensorsFormat.write(other, name -> ElementType.INT8))
                    .hasMessage("value %s of tensor 'a' does not fit int8".formatted(value));
        }
    }

    @Test
    void aTypeThatIsOnlyReadIsNamed() {
        Map<String, WeightTensor> tensors = Map.of("a", new WeightTensor(new int[] {1}, new float[] {1}));

        assertThatThrownBy(() -> SafetensorsFormat.write(tensors, name -> ElementType.BFLOAT16))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("numbers are read as BF16, not written");
    }

    private static String entry(String name, String type, String shape, int start, int end) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                .formatted(name, type, shape, start, end);
    }

    private static byte[] file(String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
    }
}
