package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.SafetensorsFormat;
import io.rlpips.metric.weights.WeightTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts from an intact bundle and breaks one thing. */
final class BundleCorruptionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static byte[] intactManifest;
    private static byte[] intactTensors;

    private Path manifest;
    private Path tensors;

    @BeforeAll
    static void makeABundle(@TempDir Path drafts) throws IOException {
        Path bundle = drafts.resolve("bundle");
        BundleWriter.write(TestBundles.complete(1), bundle, Precision.FLOAT16);
        intactManifest = Files.readAllBytes(bundle.resolve("manifest.json"));
        intactTensors = Files.readAllBytes(bundle.resolve("model.safetensors"));
    }

    @BeforeEach
    void writeTheIntactBundle() throws IOException {
        Path bundle = Files.createDirectory(folder.resolve("bundle"));
        manifest = Files.write(bundle.resolve("manifest.json"), intactManifest);
        tensors = Files.write(bundle.resolve("model.safetensors"), intactTensors);
    }

    @Test
    void theIntactBundleIsAccepted() {
        assertThat(BundleReader.read(folder.resolve("bundle")).modelId()).isEqualTo("test-model");
    }

    @Test
    void missingFilesAreNamed() throws IOException {
        assertThatThrownBy(() -> BundleReader.read(folder.resolve("absent"))).hasMessageContaining("does not exist");
        Files.delete(tensors);
        assertRefused("has no file model.safetensors");
        Files.delete(manifest);
        assertRefused("has no file manifest.json");
    }

    @Test
    void anyChangedByteOfTheTensorFileIsNoticed() throws IOException {
        Random random = new Random(7);
        List<Integer> positions = new ArrayList<>(List.of(0, 7, 8, 100, intactTensors.length - 1));
        random.ints(40, 0, intactTensors.length).forEach(positions::add);
        for (int position : positions) {
            byte[] changed = intactTensors.clone();
            changed[position] ^= (byte) (1 << random.nextInt(8));
            Files.write(tensors, changed);
            assertRefused("model.safetensors has SHA-256 ");
        }
    }

    @Test
    void aTensorFileCutOrExtendedIsNoticed() throws IOException {
        Files.write(tensors, Arrays.copyOf(intactTensors, intactTensors.length - 1));
        assertRefused("model.safetensors has SHA-256 ");
        Files.write(tensors, Arrays.copyOf(intactTensors, intactTensors.length + 1));
        assertRefused("model.safetensors has SHA-256 ");
    }

    /** The field is replaced by this JSON, or removed where there is none. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            formatVersion ; 2 ; format version 2, this program reads up to 1
            formatVersion ; 0 ; format version 0
            formatVersion ; "1" ; 'formatVersion' is not an integer
            formatVersion ;  ; lacks 'formatVersion'
            modelId ;  ; lacks 'modelId'
            modelId ; "Upper" ; modelId 'Upper' is no model id
            modelId ; "../../etc" ; modelId '../../etc' is no model id
            modelId ; "" ; is no model id
            modelId ; 7 ; 'modelId' is not text
            backbone ; "resnet" ; manifest.json: unknown backbone 'resnet'
            backbone ; "alexnet" ; tensors do not fit alexnet: missing [backbone.features.10.bias
            inputSize ; 16 ; input size 16, squeezenet takes 17 to 1024
            inputSize ; 100000 ; input size 100000
            inputSize ; 4294967360 ; 'inputSize' is not an integer
            inputSize ; 64.5 ; 'inputSize' is not an integer
            recipe ;  ; lacks 'recipe'
            recipe ; "\\u001b[31mred" ; 'recipe' is not text without control characters
            training ; [] ; 'training.' is not an object
            training ; {"data":"x"} ; lacks 'training.pictures'
            training ; {"data":"x","pictures":-1,"seed":1,"epochs":1,"command":"c"} ; training on -1 pictures
            training ; {"data":"x","pictures":1,"seed":1,"epochs":1,"command":"c","details":{"a":1}} ; 'training.details.a' is not text
            parent ; "No Id" ; parent 'No Id' is no model id
            metrics ; {} ; 'metrics' is not an array
            metrics ; [{"name":"n","command":"c"}] ; lacks 'metrics[0].value'
            metrics ; [{"name":"n","value":"1","command":"c"}] ; 'metrics[0].value' is not a finite number
            metrics ; [{"name":"n","value":1e999,"command":"c"}] ; 'metrics[0].value' is not a finite number
            metrics ; [3] ; 'metrics[0].' is not an object
            calibration ; {"pairs":100,"points":[],"tailScale":1} ; curve of 0 points
            calibration ; {"pairs":100,"points":[{"distance":1,"falseMatchRate":0.5}],"tailScale":0} ; tail scale 0.0
            calibration ; {"pairs":100,"points":[{"distance":1,"falseMatchRate":2}],"tailScale":1} ; rate 2.0
            calibration ; {"pairs":100,"points":[{"distance":-1,"falseMatchRate":1}],"tailScale":1} ; distance -1.0
            calibration ; {"pairs":100,"points":[{"distance":1,"falseMatchRate":0.5},{"distance":2,"falseMatchRate":0.5}],"tailScale":1} ; does not rise
            recommendedThreshold ; 0 ; recommended threshold 0.0
            recommendedThreshold ; -1 ; recommended threshold -1.0
            precision ; "float8" ; unknown precision 'float8'
            tensorsSha256 ;  ; lacks 'tensorsSha256'
            tensorsSha256 ; "abc" ; not 64 lower-case hexadecimal digits
            tensorsSha256 ; "0000000000000000000000000000000000000000000000000000000000000000" ; the manifest says 0000
            createdBy ;  ; lacks 'createdBy'
            """)
    void aWrongFieldOfTheManifestIsNamed(String field, String value, String message) throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
        if (value == null) {
            root.remove(field);
        } else {
            root.set(field, JSON.readTree(value));
        }
        Files.write(manifest, JSON.writeValueAsBytes(root));

        assertRefused(message);
    }

    @Test
    void fieldsOfLaterVersionsAreIgnored() throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
        root.put("projectionSha256", "whatever").putNull("parent");
        Files.write(manifest, JSON.writeValueAsBytes(root));
        Files.writeString(manifest.resolveSibling("projection.safetensors"), "whatever");

        assertThat(BundleReader.read(folder.resolve("bundle")).manifest().parent())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            [] ; is not an object
            {"formatVersion":1,"formatVersion":1} ; Duplicate field
            {"formatVersion":1} {} ; not valid JSON
            {"formatVersion": ; not valid JSON
            ` ` ; is not an object
            """)
    void aManifestThatIsNoObjectIsRefused(String content, String message) throws IOException {
        Files.writeString(manifest, content);

        assertRefused(message);
    }

    @Test
    void aHostileManifestCostsNothing() throws IOException {
        Files.writeString(manifest, "[".repeat(500_000));
        assertRefused("not valid JSON");
        Files.writeString(manifest, "{\"formatVersion\":" + "9".repeat(500_000) + "}");
        assertRefused("not valid JSON");
        Files.write(manifest, new byte[(1 << 20) + 1]);
        assertRefused("manifest.json has more than 1048576 bytes");
    }

    @Test
    void tensorsThatAreNoModelAreNamedThoughTheirHashIsRight() throws IOException {
        assertTensorsRefused("heads.0", null, "missing [heads.0], unknown []");
        assertTensorsRefused("heads.7", vector(512, 1), "missing [], unknown [heads.7]");
        assertTensorsRefused("heads.0", vector(63, 1), "tensor 'heads.0' has shape [63], expected [64]");
        assertTensorsRefused("heads.3", vector(384, -1e-9f), "head 'heads.3' has weight -1.0E-9 for channel 383");
        assertTensorsRefused("heads.3", vector(384, Float.NaN), "tensor 'heads.3' holds NaN at index 383");
        assertTensorsRefused(
                "backbone.features.0.bias",
                vector(64, Float.POSITIVE_INFINITY),
                "tensor 'backbone.features.0.bias' holds Infinity at index 63");
    }

    @Test
    void aTensorFileThatIsNoneIsRefusedThoughItsHashIsRight() throws IOException {
        byte[] content = "no tensors at all".getBytes(StandardCharsets.UTF_8);
        announce(content);

        assertRefused("model.safetensors: safetensors header announces");
    }

    private void assertTensorsRefused(String name, WeightTensor tensor, String message) throws IOException {
        Map<String, WeightTensor> changed = new LinkedHashMap<>(TestBundles.tensors(Backbone.SQUEEZENET, 1));
        if (tensor == null) {
            changed.remove(name);
        } else {
            changed.put(name, tensor);
        }
        announce(SafetensorsFormat.write(changed, Precision.FLOAT32));

        assertRefused(message);
    }

    private void announce(byte[] content) throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
        root.put("tensorsSha256", Sha256.of(content));
        Files.write(manifest, JSON.writeValueAsBytes(root));
        Files.write(tensors, content);
    }

    private static WeightTensor vector(int length, float last) {
        float[] values = new float[length];
        values[length - 1] = last;
        return new WeightTensor(new int[] {length}, values);
    }

    @Test
    void aZipFileThatLeadsOutsideIsRefusedAndWritesNothing() throws IOException {
        for (String name : List.of("../evil", "a/../../evil", "/evil", "..\\evil")) {
            Path zip = zip(Map.of(name, new byte[1], "manifest.json", Files.readAllBytes(manifest)));
            assertThatThrownBy(() -> BundleReader.read(zip)).hasMessageContaining("leads outside: '" + name + "'");
        }
        try (var entries = Files.list(folder)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()))
                    .containsExactlyInAnyOrder("bundle", "test.zip");
        }
    }

    @Test
    void aZipFileWithABombIsCutOff() throws IOException {
        Path zip = zip(Map.of("manifest.json", new byte[64 << 20]));

        assertThatThrownBy(() -> BundleReader.read(zip)).hasMessageContaining("more than 1048576 bytes");
    }

    @Test
    void whatIsNoZipFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("test.zip"), "no zip file");

        assertThatThrownBy(() -> BundleReader.read(file))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("as a zip file");
        Path empty = zip(Map.of("readme", new byte[1]));
        assertThatThrownBy(() -> BundleReader.read(empty)).hasMessageContaining("has no file manifest.json");
    }

    private Path zip(Map<String, byte[]> entries) throws IOException {
        Path file = folder.resolve("test.zip");
        try (OutputStream output = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(output)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> BundleReader.read(folder.resolve("bundle")))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_BUNDLE))
                .hasMessageContaining(message);
    }
}
