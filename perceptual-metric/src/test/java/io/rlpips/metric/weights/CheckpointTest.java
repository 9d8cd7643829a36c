package io.rlpips.metric.weights;

import static io.rlpips.metric.weights.TestArchives.floats;
import static io.rlpips.metric.weights.TestArchives.longInteger;
import static io.rlpips.metric.weights.TestArchives.shorts;
import static io.rlpips.metric.weights.TestArchives.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckpointTest {
    private static final float[] COUNTING = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    @TempDir
    private Path folder;

    @Test
    void viewsWithOffsetAndStridesAreGathered() {
        PickleBytes pickle = dictionary()
                .text("whole")
                .tensor("FloatStorage", "0", 12, 0, sizes(3, 4), sizes(4, 1))
                .text("transposed")
                .tensor("FloatStorage", "0", 12, 0, sizes(4, 3), sizes(1, 4))
                .text("column")
                .tensor("FloatStorage", "0", 12, 2, sizes(3), sizes(4))
                .text("repeated")
                .tensor("FloatStorage", "0", 12, 5, sizes(2, 2), sizes(0, 1))
                .text("scalar")
                .tensor("FloatStorage", "0", 12, 11, sizes(), sizes());

        Map<String, WeightTensor> read = WeightFiles.read(archive(pickle, floats(COUNTING)));

        assertThat(read.keySet()).containsExactly("whole", "transposed", "column", "repeated", "scalar");
        assertThat(read.get("whole").values()).containsExactly(COUNTING);
        assertThat(read.get("transposed").values()).containsExactly(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
        assertThat(read.get("column").values()).containsExactly(2, 6, 10);
        assertThat(read.get("repeated").values()).containsExactly(5, 6, 5, 6);
        assertThat(read.get("scalar")).isEqualTo(new WeightTensor(new int[0], new float[] {11}));
    }

    @Test
    void tensorsThatShareAStorageEntirelyAreReadOnce() {
        PickleBytes pickle = dictionary()
                .text("lin0.model.1.weight")
                .tensor("FloatStorage", "0", 2, 0, sizes(2), sizes(1))
                .text("lins.0.model.1.weight")
                .tensor("FloatStorage", "0", 2, 0, sizes(2), sizes(1));

        Map<String, WeightTensor> read = WeightFiles.read(archive(pickle, floats(1, 2)));

        assertThat(read.get("lin0.model.1.weight") == read.get("lins.0.model.1.weight"))
                .isTrue();
    }

    @Test
    void halfAndBrainPrecisionAreExact() {
        assertThat(read("HalfStorage", shorts(0x3c00, 0x0001)).values()).containsExactly(1f, 0x1.0p-24f);
        assertThat(read("BFloat16Storage", shorts(0x3f80, 0xc040)).values()).containsExactly(1f, -3f);
    }

    private WeightTensor read(String storage, byte[] content) {
        PickleBytes pickle = dictionary().text("t").tensor(storage, "0", 2, 0, sizes(2), sizes(1));
        return WeightFiles.read(archive(pickle, content)).get("t");
    }

    @ParameterizedTest
    @CsvSource({"state_dict", "model_state_dict", "model", "net"})
    void aStateDictionaryInsideACheckpointIsFound(String wrapper) {
        PickleBytes pickle = dictionary()
                .text("epoch")
                .number(3)
                .text(wrapper)
                .op('}', '(')
                .text("w")
                .tensor("FloatStorage", "0", 2, 0, sizes(2), sizes(1))
                .text("note")
                .op('N', 'u');

        assertThat(WeightFiles.read(archive(pickle, floats(1, 2)))).containsOnlyKeys("w");
    }

    @Test
    void unwantedTensorsAreNotLookedAt() {
        PickleBytes pickle = dictionary()
                .text("wanted")
                .tensor("FloatStorage", "0", 2, 0, sizes(2), sizes(1))
                .text("damaged")
                .tensor("FloatStorage", "missing", 2, 0, sizes(-2), sizes(1));
        Path file = archive(pickle, floats(1, 2));

        assertThat(WeightFiles.read(file, "wanted"::equals)).containsOnlyKeys("wanted");
        assertThatThrownBy(() -> WeightFiles.read(file)).isInstanceOf(RlpipsException.class);
    }

    /** Claims about a storage of two float32 numbers. */
    @ParameterizedTest
    @CsvSource({
        "2, 0, 3, 1, reaches from element 0 to 2 of a storage of 2",
        "2, 1, 2, 1, reaches from element 1 to 2 of a storage of 2",
        "2, -1, 2, 1, reaches from element -1",
        "2, 0, 2, 2, reaches from element 0 to 2",
        "2, 0, 2, -1, stride -1",
        "2, 0, 2, 4611686018427387904, stride 4611686018427387904",
        "2, 9223372036854775807, 2, 1, cannot be read",
        "2, 0, 0, 1, announces size 0",
        "2, 0, -1, 1, announces size -1",
        "2, 0, 2147483648, 0, announces size 2147483648",
        "2, 0, 2147483647, 0, 'the tensors of storage ''0'' hold 2147483647 numbers in all, the storage only 2'",
        "3, 0, 3, 1, 'archive/data/0' of the archive has 8 bytes",
        "1, 0, 1, 1, has more than the 4 bytes",
        "1000000000, 0, 1000000000, 1, has 8 bytes",
        "9223372036854775807, 0, 1, 1, has more than the 0 bytes"
    })
    void claimsThatTheStorageDoesNotBearOutAreRefused(
            long elements, long offset, long size, long stride, String message) {
        PickleBytes pickle =
                dictionary().text("t").tensor("FloatStorage", "0", elements, offset, sizes(size), sizes(stride));

        assertRefused(archive(pickle, floats(1, 2)), message);
    }

    @Test
    void sizesAndStridesMustBelongTogether() {
        PickleBytes pickle = dictionary().text("t").tensor("FloatStorage", "0", 2, 0, sizes(2), sizes());

        assertRefused(archive(pickle, floats(1, 2)), "1 sizes and 0 strides");
    }

    @Test
    void manyViewsOfOneStorageDoNotExplode() {
        PickleBytes pickle = dictionary();
        for (int i = 0; i < 64; i++) {
            pickle.text("t" + i).tensor("FloatStorage", "0", 1 << 16, i, sizes(60_000), sizes(1));
        }

        assertRefused(
                archive(pickle, new byte[4 << 16]),
                "the tensors of storage '0' hold 3840000 numbers in all, the storage only 65536");
    }

    @Test
    void aStorageThatIsNotThereLicensesNoViewsOfAnother() {
        PickleBytes pickle = dictionary()
                .text("small")
                .tensor("FloatStorage", "0", 1, 0, sizes(3_000_000), sizes(0))
                .text("absent")
                .tensor("FloatStorage", "1", 1 << 20, 0, sizes(1), sizes(1));

        assertRefused(
                archive(pickle, floats(1)),
                "the tensors of storage '0' hold 3000000 numbers in all, the storage only 1");
    }

    @Test
    void manySmallStoragesDoNotExplodeEither() {
        PickleBytes pickle = dictionary();
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 5; i++) {
            pickle.text("t" + i).tensor("FloatStorage", "" + i, 1, 0, sizes(1 << 18), sizes(0));
            entries.put("archive/data/" + i, floats(1));
        }
        entries.put("archive/data.pkl", pickle.op('u').stop());

        assertRefused(zip(folder.resolve("many.pth"), entries), "hold 262144 numbers in all, the storage only 1");
    }

    @Test
    void aStorageThatInflatesToMoreThanAnnouncedIsCutOff() {
        PickleBytes pickle = dictionary().text("t").tensor("FloatStorage", "0", 2, 0, sizes(2), sizes(1));

        assertRefused(archive(pickle, new byte[64 << 20]), "has more than the 8 bytes");
    }

    @Test
    void aPickleThatInflatesIsCutOff() {
        Path file = zip(folder.resolve("bomb.pth"), Map.of("archive/data.pkl", new byte[64 << 20]));

        assertRefused(file, "has more than the 4194304 bytes");
    }

    @Test
    void storageKeysNameEntriesAndNoFiles() {
        PickleBytes pickle =
                dictionary().text("t").tensor("FloatStorage", "../../../etc/passwd", 2, 0, sizes(2), sizes(1));

        assertRefused(archive(pickle, floats(1, 2)), "has no entry 'archive/data/../../../etc/passwd'");
    }

    @Test
    void otherByteOrdersAreRefused() {
        Path file = zip(
                folder.resolve("big.pth"),
                Map.of(
                        "archive/data.pkl", dictionary().op('u').stop(),
                        "archive/byteorder", "big".getBytes(StandardCharsets.US_ASCII)));

        assertRefused(file, "byte order 'big'");
    }

    @Test
    void aCheckpointWithoutTensorsIsRefused() {
        assertRefused(archive(dictionary().text("epoch").number(1), new byte[0]), "holds no tensors");
        Path list = zip(
                folder.resolve("list.pth"),
                Map.of("archive/data.pkl", PickleBytes.protocol2().op(']').stop()));
        assertRefused(list, "no dictionary of tensors");
    }

    @Test
    void aMaliciousCheckpointNamesWhatItWantedToRun() {
        PickleBytes pickle =
                dictionary().text("t").global("os", "system").op('(').text("id").op('t', 'R');

        assertRefused(archive(pickle, new byte[0]), "'os.system', which is forbidden");
        assertRefused(TestArchives.file(folder.resolve("evil.pth"), pickle.stop()), "'os.system', which is forbidden");
    }

    @Test
    void legacyCheckpointsAreRead() {
        Map<String, WeightTensor> read = WeightFiles.read(legacy(legacyParts()));

        assertThat(read.keySet()).containsExactly("a", "b");
        assertThat(read.get("a").values()).containsExactly(1, 2);
        assertThat(read.get("b").values()).containsExactly(1.5f);
    }

    @Test
    void aLegacyCheckpointCutAnywhereIsRefused() {
        byte[] whole = concatenated(legacyParts());
        for (int length = 0; length < whole.length; length++) {
            Path file = TestArchives.file(folder.resolve("cut"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> WeightFiles.read(file))
                    .as("first %d bytes", length)
                    .isInstanceOf(RlpipsException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, not-magic, no checkpoint of PyTorch",
        "1, 1002, not of legacy protocol 1001",
        "2, big-endian, not little-endian",
        "4, unknown-key, a storage that its pickle does not describe",
        "5, 3, storage 'k1' has 3 elements",
        "5, -1, storage 'k1' has -1 elements",
        "5, 9223372036854775807, storage 'k1' has 9223372036854775807 elements"
    })
    void aLegacyCheckpointThatContradictsItselfIsRefused(int part, String change, String message) {
        byte[][] parts = legacyParts();
        parts[part] = switch (part) {
            case 0 -> PickleBytes.protocol2().number(5).stop();
            case 1 -> PickleBytes.protocol2().number(1002).stop();
            case 2 ->
                PickleBytes.protocol2()
                        .op('}')
                        .text("little_endian")
                        .raw(0x89)
                        .op('s')
                        .stop();
            case 4 -> PickleBytes.protocol2().op(']').text("k9").op('a').stop();
            default -> longInteger(Long.parseLong(change));
        };

        assertRefused(legacy(parts), message);
    }

    private static byte[][] legacyParts() {
        byte[] magic = PickleBytes.protocol2()
                .raw(0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)
                .stop();
        byte[] protocol = PickleBytes.protocol2().op('M').raw(0xe9, 0x03).stop();
        byte[] system = PickleBytes.protocol2()
                .op('}')
                .text("little_endian")
                .raw(0x88)
                .op('s')
                .stop();
        byte[] object = dictionary()
                .text("a")
                .tensor("FloatStorage", "k1", 2, 0, sizes(2), sizes(1))
                .text("b")
                .tensor("HalfStorage", "k2", 1, 0, sizes(1), sizes(1))
                .op('u')
                .stop();
        byte[] keys = PickleBytes.protocol2()
                .op(']', '(')
                .text("k1")
                .text("k2")
                .op('e')
                .stop();
        return new byte[][] {
            magic, protocol, system, object, keys, longInteger(2), floats(1, 2), longInteger(1), shorts(0x3e00)
        };
    }

    private Path legacy(byte[][] parts) {
        return TestArchives.file(folder.resolve("legacy.pth"), parts);
    }

    private static byte[] concatenated(byte[][] parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static PickleBytes dictionary() {
        return PickleBytes.protocol2().op('}', '(');
    }

    private static long[] sizes(long... sizes) {
        return sizes;
    }

    /** A checkpoint of one storage, whose dictionary is still open. */
    private Path archive(PickleBytes openDictionary, byte[] storage) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("archive/data.pkl", openDictionary.op('u').stop());
        entries.put("archive/data/0", storage);
        return zip(folder.resolve("checkpoint.pth"), entries);
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> WeightFiles.read(file))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_WEIGHTS))
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }
}
