package io.rlpips.training.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.Measurement;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRegistryTest {
    private static final ModelBundle BUNDLE = TestBundles.random(40, 3);

    @TempDir
    private Path folder;

    private ConditionalServer server;

    @BeforeEach
    void start() throws IOException {
        server = new ConditionalServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "http"})
    void aBundleIsFoundUnderItsIdAndHash(String kind) throws IOException {
        ObjectStore store = store(kind);

        RegisteredModel entry = new ModelRegistry(store).append(BUNDLE);

        String place = "random/" + BUNDLE.modelHash() + "/";
        assertThat(entry.location()).isEqualTo(store.location(place + "bundle.zip"));
        byte[] zip = store.read(place + "bundle.zip").orElseThrow().content();
        assertThat(Digest.sha256(zip)).isEqualTo(entry.sha256());
        assertThat(zip).hasSize((int) entry.bytes());
        assertThat(BundleReader.read(Files.write(folder.resolve("copy.zip"), zip)))
                .isEqualTo(BUNDLE);
        assertThat(store.read(place + "manifest.json")).isPresent();
        assertThat(store.read(place + "MODEL_CARD.md")).isPresent();
        assertThat(index(store))
                .containsExactly(new RegistryIndex.Entry(
                        "random", BUNDLE.modelHash(), place + "bundle.zip", entry.sha256(), entry.bytes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "http"})
    void theSameBundleAgainChangesNothing(String kind) {
        ObjectStore store = store(kind);
        RegisteredModel first = new ModelRegistry(store).append(BUNDLE);

        assertThat(new ModelRegistry(store).append(BUNDLE)).isEqualTo(first);

        assertThat(index(store)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "http"})
    void otherContentUnderTheSameIdAndHashIsRefused(String kind) {
        ObjectStore store = store(kind);
        RegisteredModel first = new ModelRegistry(store).append(BUNDLE);
        ModelBundle other = BUNDLE.with(BUNDLE.manifest().withMetrics(List.of(Measurement.of("recall", 1, "c"))));
        assertThat(other.modelHash()).isEqualTo(BUNDLE.modelHash());

        assertThatThrownBy(() -> new ModelRegistry(store).append(other))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT))
                .hasMessageContaining("exists with SHA-256 " + first.sha256());

        assertThat(Digest.sha256(store.read("random/" + BUNDLE.modelHash() + "/bundle.zip")
                        .orElseThrow()
                        .content()))
                .isEqualTo(first.sha256());
        assertThat(index(store)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "http"})
    void manyAtOnceAreAllListed(String kind) throws Exception {
        ObjectStore store = store(kind);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<RegisteredModel>> appended = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ModelBundle named = BUNDLE.with(BUNDLE.manifest().withModelId("model-" + i));
            appended.add(threads.submit(() -> new ModelRegistry(store).append(named)));
        }
        List<String> hashes = new ArrayList<>();
        for (Future<RegisteredModel> entry : appended) {
            hashes.add(entry.get().sha256());
        }
        threads.shutdown();

        assertThat(index(store)).extracting(RegistryIndex.Entry::sha256).containsExactlyInAnyOrderElementsOf(hashes);
    }

    @Test
    void aFolderKeepsNoDrafts() throws IOException {
        new ModelRegistry(store("folder")).append(BUNDLE);

        try (Stream<Path> files = Files.walk(folder.resolve("registry"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(".lock", "index.json", "bundle.zip", "manifest.json", "MODEL_CARD.md");
        }
    }

    @Test
    void whatIsNoIndexIsRefusedAndStays() throws IOException {
        ObjectStore store = store("folder");
        Path index = Files.createDirectory(folder.resolve("registry")).resolve("index.json");
        for (String content : List.of("{", "[]", "{\"formatVersion\":2,\"models\":[]}", "{\"formatVersion\":1}")) {
            Files.writeString(index, content);

            assertThatThrownBy(() -> new ModelRegistry(store).append(BUNDLE)).hasMessageContaining("index.json");

            assertThat(index).hasContent(content);
        }
    }

    @Test
    void aServerThatRefusesIsNamedWithItsAnswer() {
        server.close();
        ObjectStore gone = store("http");

        assertThatThrownBy(() -> new ModelRegistry(gone).append(BUNDLE))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.FETCH_FAILED))
                .hasMessageContaining(server.base().toString());
    }

    @Test
    void anObjectStoreIsAskedWithASignature() {
        String endpoint = server.base().resolve("/").toString();
        ObjectStore store = RegistryLocation.open(
                "s3://models/perceptual",
                Map.of(
                        "AWS_REGION", "eu-central-1",
                        "AWS_ENDPOINT_URL_S3", endpoint,
                        "AWS_ACCESS_KEY_ID", "key",
                        "AWS_SECRET_ACCESS_KEY", "secret",
                        "AWS_SESSION_TOKEN", "token"));

        RegisteredModel entry = new ModelRegistry(store).append(BUNDLE);

        assertThat(entry.location()).isEqualTo("s3://models/perceptual/random/" + BUNDLE.modelHash() + "/bundle.zip");
        assertThat(server.contents())
                .containsKeys(
                        "/models/perceptual/index.json",
                        "/models/perceptual/random/" + BUNDLE.modelHash() + "/bundle.zip");
        assertThat(server.lastHeaders.get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=key/")
                .contains("/eu-central-1/s3/aws4_request,SignedHeaders=");
        assertThat(server.lastHeaders).containsEntry("x-amz-security-token", "token");
    }

    @Test
    void httpIsAskedWithTheHeaderOfTheEnvironment() {
        ObjectStore store =
                RegistryLocation.open(server.base().toString(), Map.of(RegistryLocation.AUTHORISATION, "Bearer abc"));

        store.create("a", new byte[] {1});

        assertThat(server.lastHeaders).containsEntry("authorization", "Bearer abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://host/models", "https://host/models?signature=x", "https://user:word@host/", "s3://b"})
    void whatIsNoPlaceIsRefused(String location) {
        assertThatThrownBy(() -> RegistryLocation.open(location, Map.of()))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_ARGUMENT));
    }

    private ObjectStore store(String kind) {
        return RegistryLocation.open(
                kind.equals("http")
                        ? server.base().toString()
                        : folder.resolve("registry").toString(),
                Map.of());
    }

    private static List<RegistryIndex.Entry> index(ObjectStore store) {
        return RegistryIndex.parse(store.read("index.json").orElseThrow().content(), "index")
                .entries();
    }
}
