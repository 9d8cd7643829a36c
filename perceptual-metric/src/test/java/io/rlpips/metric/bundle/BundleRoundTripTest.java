package io.rlpips.metric.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.projection.BasisFormat;
import io.rlpips.metric.weights.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleRoundTripTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bundle", "bundle.zip", "a/new/folder/bundle"})
    void aBundleIsReadBackAsItWasWritten(String name) {
        ModelBundle bundle = TestBundles.complete(1);

        ModelBundle stored = BundleWriter.write(bundle, folder.resolve(name), Precision.FLOAT32);

        ModelBundle read = BundleReader.read(folder.resolve(name));
        assertThat(read).isEqualTo(bundle).isEqualTo(stored);
        assertThat(read.modelHash()).isEqualTo(bundle.modelHash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bundle", "bundle.zip"})
    void aProjectionIsReadBackAsItWasWritten(String name) {
        ModelBundle bundle = TestBundles.projected(1);

        ModelBundle stored = BundleWriter.write(bundle, folder.resolve(name), Precision.FLOAT32);

        ModelBundle read = BundleReader.read(folder.resolve(name));
        assertThat(read).isEqualTo(stored).isEqualTo(bundle);
        assertThat(read.projection())
                .hasValueSatisfying(
                        projection -> assertThat(projection.dimensions()).isEqualTo(3));
        assertThat(read.manifest().projection().orElseThrow().sha256())
                .contains(Sha256.of(read.projection().orElseThrow().stored()));
        assertThat(read.modelHash()).isEqualTo(TestBundles.complete(1).modelHash());
    }

    @Test
    void otherTensorsHaveNoProjectionWhateverTheManifestWasCopiedFrom() {
        ModelBundle projected = TestBundles.projected(1);

        ModelBundle changed = new ModelBundle(projected.manifest(), TestBundles.tensors(Backbone.SQUEEZENET, 1));

        assertThat(changed.projection()).isEmpty();
        assertThat(changed.manifest().projection()).isEmpty();
    }

    @Test
    void halfPrecisionIsAnotherModelWithTheHashOfWhatIsStored() throws IOException {
        ModelBundle bundle = TestBundles.complete(1);

        ModelBundle stored = BundleWriter.write(bundle, folder.resolve("half"), Precision.FLOAT16);

        ModelBundle read = BundleReader.read(folder.resolve("half"));
        assertThat(read).isEqualTo(stored).isNotEqualTo(bundle);
        assertThat(read.modelHash()).isNotEqualTo(bundle.modelHash());
        assertThat(read.manifest().precision()).isEqualTo(Precision.FLOAT16);
        byte[] tensors = Files.readAllBytes(folder.resolve("half/model.safetensors"));
        assertThat(read.manifest().tensorsSha256()).contains(Sha256.of(tensors));
        assertThat(tensors.length).isLessThan(1_500_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".zip"})
    void theSameBundleGivesTheSameBytes(String suffix) throws IOException {
        Path first = folder.resolve("first" + suffix);
        Path second = folder.resolve("second" + suffix);

        BundleWriter.write(TestBundles.complete(1), first, Precision.FLOAT16);
        BundleWriter.write(BundleReader.read(first), second, Precision.FLOAT16);

        for (String file : suffix.isEmpty() ? List.of("manifest.json", "model.safetensors") : List.of("")) {
            assertThat(first.resolve(file)).hasSameBinaryContentAs(second.resolve(file));
        }
    }

    @Test
    void nothingButTheBundleIsLeftBehind() throws IOException {
        BundleWriter.write(TestBundles.complete(1), folder.resolve("bundle"), Precision.FLOAT32);
        BundleWriter.write(TestBundles.complete(1), folder.resolve("bundle.zip"), Precision.FLOAT32);

        assertThat(names(folder)).containsExactlyInAnyOrder("bundle", "bundle.zip");
        assertThat(names(folder.resolve("bundle")))
                .containsExactlyInAnyOrder("manifest.json", "model.safetensors", "MODEL_CARD.md");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    @Test
    void whatExistsIsNotOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.zip"), "mine");
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThatThrownBy(() -> BundleWriter.write(TestBundles.complete(1), file, Precision.FLOAT32))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining("exists already");
        assertThat(file).hasContent("mine");
        BundleWriter.write(TestBundles.complete(1), empty, Precision.FLOAT32);
        assertThat(BundleReader.read(empty)).isEqualTo(TestBundles.complete(1));
    }

    @Test
    void theModelHashDependsOnWhatFingerprintsDependOn() {
        ModelBundle bundle = TestBundles.complete(1);
        Manifest larger = Manifest.describing("test-model", Backbone.SQUEEZENET, 65, "seeded");
        Manifest renamed = Manifest.describing("other", Backbone.SQUEEZENET, 64, "other");

        assertThat(new ModelBundle(larger, bundle.tensors()).modelHash()).isNotEqualTo(bundle.modelHash());
        assertThat(TestBundles.complete(2).modelHash()).isNotEqualTo(bundle.modelHash());
        assertThat(new ModelBundle(renamed, bundle.tensors()).modelHash()).isEqualTo(bundle.modelHash());
    }

    @Property(tries = 300)
    void manifestsAreReadBackAsTheyWereWritten(@ForAll("manifests") Manifest manifest) {
        byte[] written = ManifestJson.render(manifest);

        assertThat(ManifestJson.parse(written)).isEqualTo(manifest);
        assertThat(ManifestJson.render(ManifestJson.parse(written))).isEqualTo(written);
    }

    @Provide
    Arbitrary<Manifest> manifests() {
        Arbitrary<String> text = Arbitraries.strings()
                .ofMaxLength(20)
                .map(value -> value.replaceAll("\\p{Cntrl}", "").replaceAll("[\u0080-\u009f]", ""))
                .filter(BundleRoundTripTest::encodable);
        Arbitrary<Measurement> measurement = Combinators.combine(
                        text,
                        Arbitraries.doubles().between(-1e9, 1e9),
                        text.optional(),
                        Arbitraries.doubles().between(0, 1).optional(),
                        text)
                .as(Measurement::new);
        Arbitrary<Training> training = Combinators.combine(
                        text, Arbitraries.longs().between(0, Long.MAX_VALUE), Arbitraries.longs(), text, text)
                .as((data, pictures, seed, command, detail) ->
                        new Training(data, pictures, seed, 3, command, Map.of("detail", detail)));
        Arbitrary<Optional<CalibrationCurve>> curve = Arbitraries.longs()
                .map(seed -> CalibrationCurve.fit(TestBundles.distances(500, seed), 10_000))
                .optional();
        Arbitrary<String> id = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0123456789")
                .ofMinLength(1)
                .ofMaxLength(64);
        return Combinators.combine(
                        id,
                        Arbitraries.of(Backbone.class),
                        text,
                        training.optional(),
                        id.optional(),
                        measurement.list().ofMaxSize(4),
                        curve,
                        Arbitraries.doubles().between(0.01, 10).optional())
                .as((model, backbone, recipe, made, parent, metrics, calibration, threshold) -> new Manifest(
                        Manifest.FORMAT_VERSION,
                        model,
                        backbone,
                        64,
                        recipe,
                        made,
                        parent,
                        metrics,
                        calibration,
                        threshold,
                        Optional.of(new ProjectionNotes(
                                8, BasisFormat.FLOAT16, Optional.of("1".repeat(64)), recipe, recipe)),
                        Precision.FLOAT16,
                        Optional.of("0".repeat(64)),
                        "test"));
    }

    private static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
