package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.projection.TestProjections;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.SafetensorsFormat;
import io.rlpips.metric.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts from an intact bundle with a projection and breaks one thing of the projection. */
final class ProjectionCorruptionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LENGTH = Backbone.SQUEEZENET.fingerprintLength(64);

    @TempDir
    private static Path drafts;

    private static Path intact;

    @TempDir
    private Path folder;

    private Path manifest;
    private Path projection;

    @BeforeAll
    static void makeABundle() {
        intact = drafts.resolve("bundle");
        BundleWriter.write(TestBundles.projected(1), intact, Precision.FLOAT16);
    }

    @BeforeEach
    void copyTheIntactBundle() throws IOException {
        for (String name : new String[] {"manifest.json", "model.safetensors", "projection.safetensors"}) {
            Files.copy(intact.resolve(name), folder.resolve(name));
        }
        manifest = folder.resolve("manifest.json");
        projection = folder.resolve("projection.safetensors");
    }

    @Test
    void theIntactBundleIsAccepted() {
        assertThat(BundleReader.read(folder).projection()).isPresent();
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(projection);

        assertRefused("has no file projection.safetensors");
    }

    @Test
    void aChangedOrCutFileIsNoticedByItsHash() throws IOException {
        byte[] content = Files.readAllBytes(projection);
        Files.write(projection, Arrays.copyOf(content, content.length - 1));
        assertRefused("projection.safetensors has SHA-256 ");
        content[content.length / 2] ^= 1;
        Files.write(projection, content);
        assertRefused("projection.safetensors has SHA-256 ");
    }

    /** The field of the manifest's projection is replaced by this JSON, or removed where there is none. */
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            dimensions ;  ; lacks 'projection.dimensions'
            dimensions ; 0 ; projection of 0 dimensions
            dimensions ; 4 ; projection has 3 dimensions, the manifest says 4
            dimensions ; "3" ; 'projection.dimensions' is not an integer
            precision ; "float8" ; unknown precision 'float8'
            sha256 ;  ; lacks 'projection.sha256'
            sha256 ; "abc" ; projection.sha256 is not 64 lower-case hexadecimal digits
            sha256 ; "0000000000000000000000000000000000000000000000000000000000000000" ; the manifest says 0000
            fittedOn ;  ; lacks 'projection.fittedOn'
            command ; 7 ; 'projection.command' is not text
            """)
    void aWrongFieldOfTheManifestIsNamed(String field, String value, String message) throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
        ObjectNode notes = (ObjectNode) root.get("projection");
        if (value == null) {
            notes.remove(field);
        } else {
            notes.set(field, JSON.readTree(value));
        }
        Files.write(manifest, JSON.writeValueAsBytes(root));

        assertRefused(message);
    }

    @Test
    void aManifestWithoutProjectionLeavesTheFileAlone() throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
        root.remove("projection");
        Files.write(manifest, JSON.writeValueAsBytes(root));

        assertThat(BundleReader.read(folder).projection()).isEmpty();
    }

    @Test
    void tensorsThatAreNoProjectionAreNamedThoughTheirHashIsRight() throws IOException {
        assertTensorsRefused("mean", null, "projection has tensors [basis], needs [basis, mean]");
        assertTensorsRefused("other", vector(3, 1), "projection has tensors [basis, mean, other]");
        assertTensorsRefused("mean", vector(LENGTH - 1, 0), "mean [%d]".formatted(LENGTH - 1));
        assertTensorsRefused(
                "mean",
                vector(LENGTH, Float.NaN),
                "tensor 'mean' of the projection holds NaN at index %d".formatted(LENGTH - 1));
        assertTensorsRefused(
                "basis",
                new WeightTensor(new int[] {3, LENGTH}, new float[3 * LENGTH]),
                "rows 0 and 0 of the projection's basis have inner product 0.0");
    }

    @Test
    void aProjectionOfAnotherModelIsRefusedWithBothLengths() throws IOException {
        announce(TestProjections.random(3, 31_872, 1, BasisFormat.FLOAT16).stored());

        assertRefused("fingerprints of 31872 floats, those of squeezenet at 64 pixels have " + LENGTH);
    }

    @Test
    void aFileThatIsNoneIsRefusedThoughItsHashIsRight() throws IOException {
        announce(new byte[] {1, 2, 3});

        assertRefused("projection.safetensors: ");
    }

    private void assertTensorsRefused(String name, WeightTensor tensor, String message) throws IOException {
        Map<String, WeightTensor> changed =
                new LinkedHashMap<>(SafetensorsFormat.read(intact.resolve("projection.safetensors")));
        if (tensor == null) {
            changed.remove(name);
        } else {
            changed.put(name, tensor);
        }
        announce(SafetensorsFormat.write(changed, Precision.FLOAT16));

        assertRefused(message);
    }

    private void announce(byte[] content) throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
        ((ObjectNode) root.get("projection")).put("sha256", Sha256.of(content));
        Files.write(manifest, JSON.writeValueAsBytes(root));
        Files.write(projection, content);
    }

    private static WeightTensor vector(int length, float last) {
        float[] values = new float[length];
        values[length - 1] = last;
        return new WeightTensor(new int[] {length}, values);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> BundleReader.read(folder))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_BUNDLE))
                .hasMessageContaining(message);
    }
}
