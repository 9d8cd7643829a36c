package io.rlpips.metric.weights;

import static io.rlpips.metric.weights.TestArchives.floats;
import static io.rlpips.metric.weights.TestArchives.npy;
import static io.rlpips.metric.weights.TestArchives.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WeightFilesTest {
    @TempDir
    private Path folder;

    @Test
    void theContentDecidesAndNotTheName() {
        Map<String, WeightTensor> tensors = Map.of("t", new WeightTensor(new int[] {2}, new float[] {1, 2}));
        Path safetensors =
                TestArchives.file(folder.resolve("a.pth"), SafetensorsFormat.write(tensors, Precision.FLOAT32));
        Path checkpoint = TestArchives.checkpoint(folder.resolve("b.npz"), tensors);
        Path arrays = zip(folder.resolve("c.safetensors"), Map.of("t.npy", npy("<f4", false, "2,", floats(1, 2))));

        assertThat(WeightFiles.read(safetensors)).isEqualTo(tensors);
        assertThat(WeightFiles.read(checkpoint)).isEqualTo(tensors);
        assertThat(WeightFiles.read(arrays)).isEqualTo(tensors);
    }

    @Test
    void aSafetensorsHeaderWhoseLengthLooksLikeAPickleIsStillOne() {
        Map<String, WeightTensor> tensors = Map.of("n".repeat(584), new WeightTensor(new int[] {1}, new float[] {1}));
        byte[] content = SafetensorsFormat.write(tensors, Precision.FLOAT32);

        assertThat(content).startsWith(0x80, 2, 0, 0);
        assertThat(WeightFiles.read(TestArchives.file(folder.resolve("a.safetensors"), content)))
                .isEqualTo(tensors);
    }

    @Test
    void arraysAreReadInEitherOrderOfTheirAxes() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("rows.npy", npy("<f4", false, "2, 3", floats(1, 2, 3, 4, 5, 6)));
        entries.put("columns.npy", npy("<f4", true, "2, 3", floats(1, 4, 2, 5, 3, 6)));
        entries.put("scalar.npy", npy("<f4", false, "", floats(7)));

        Map<String, WeightTensor> read = WeightFiles.read(zip(folder.resolve("a.npz"), entries));

        assertThat(read.get("columns")).isEqualTo(read.get("rows"));
        assertThat(read.get("rows").values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(read.get("scalar").shape()).isEmpty();
    }

    @Test
    void numbersOfEveryUsualTypeAreRead() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(
                "f8.npy",
                npy(">f8", false, "1,", ByteBuffer.allocate(8).putDouble(-1.25).array()));
        entries.put("f2.npy", npy("<f2", false, "1,", TestArchives.shorts(0x3e00)));
        entries.put("i8.npy", npy("<i8", false, "1,", TestArchives.longInteger(-9)));
        entries.put("u1.npy", npy("|u1", false, "1,", new byte[] {(byte) 250}));
        entries.put("b1.npy", npy("|b1", false, "1,", new byte[] {1}));

        Map<String, WeightTensor> read = WeightFiles.read(zip(folder.resolve("a.npz"), entries));

        assertThat(read.values().stream().map(tensor -> tensor.values()[0]))
                .containsExactly(-1.25f, 1.5f, -9f, 250f, 1f);
    }

    /** Each array is followed by two float32 numbers. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            |O  ; 2,            ; no readable number type
            <O8 ; 2,            ; type 'O8'
            <c8 ; 1,            ; type 'c8'
            <f4 ; 3,            ; has 8 bytes of numbers, its shape and type need 12
            <f4 ; 1,            ; has 8 bytes of numbers, its shape and type need 4
            <f4 ; 99999, 99999  ; more than 2147483647 elements
            <f4 ; 99999999999,  ; announces size -1
            <f4 ; 0,            ; announces size 0
            <f4 ; 1 1,          ; announces size -1
            <f4 ; -2,           ; no readable shape
            <f4 ; 1,1,1,1,1,1,1,1,2 ; 9 axes
            """)
    void anArrayThatDoesNotFitItsHeaderIsRefused(String description, String shape, String message) {
        Path file = zip(folder.resolve("a.npz"), Map.of("t.npy", npy(description, false, shape, floats(1, 2))));

        assertRefused(file, message);
    }

    @Test
    void aDamagedArrayIsRefused() {
        byte[] longHeader = npy("<f4", false, "2,", floats(1, 2));
        longHeader[9] = (byte) 0xff;

        assertRefused(zip(folder.resolve("a.npz"), Map.of("t.npy", longHeader)), "announces a header of");
        assertRefused(zip(folder.resolve("b.npz"), Map.of("t.npy", new byte[30])), "not in the .npy layout");
        assertRefused(zip(folder.resolve("c.npz"), Map.of("t.npy", new byte[3])), "not in the .npy layout");
    }

    @Test
    void filesOfAnotherKindAreRefused() {
        assertRefused(folder.resolve("absent"), "does not exist");
        assertRefused(folder, "does not exist");
        assertRefused(TestArchives.file(folder.resolve("empty")), "0 bytes are no weights");
        assertRefused(text("a picture, perhaps"), "none of .pth, .npz and .safetensors");
        assertRefused(text("PK\u0003\u0004 and then nothing"), "cannot be read");
        assertRefused(zip(folder.resolve("a.zip"), Map.of("readme", new byte[9])), "neither a checkpoint");
        assertRefused(zip(folder.resolve("b.zip"), Map.of()), "none of .pth");
    }

    private Path text(String content) {
        return TestArchives.file(folder.resolve("text"), content.getBytes(StandardCharsets.US_ASCII));
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> WeightFiles.read(file))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }
}
