package io.rlpips.training.registry;

import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where published bundles are kept: {@code <modelId>/<modelHash>/bundle.zip}, beside it manifest and card for reading, and
 * {@code index.json} that lists them all. What is there never changes; appending the same bundle again changes nothing.
 * Several may append at once.
 */
public final class ModelRegistry {
    private static final String INDEX = "index.json";
    private static final int ATTEMPTS = 20;

    private final ObjectStore store;

    ModelRegistry(ObjectStore store) {
        this.store = store;
    }

    /**
     * @param location a folder, {@code file:}, {@code http://}, {@code https://} or {@code s3://bucket/prefix}
     * @throws RlpipsException INVALID_ARGUMENT when it is none of these, or the environment lacks what it needs
     */
    public static ModelRegistry at(String location) {
        return new ModelRegistry(RegistryLocation.open(location, System.getenv()));
    }

    /**
     * @throws RlpipsException INVALID_ARGUMENT when the registry holds something else under this id and hash;
     *     FETCH_FAILED when it cannot be reached
     */
    public RegisteredModel append(ModelBundle bundle) {
        String folder = bundle.modelId() + "/" + bundle.modelHash() + "/";
        return withFiles(bundle, files -> {
            byte[] zip = Files.readAllBytes(files.resolve("bundle.zip"));
            RegistryIndex.Entry entry = new RegistryIndex.Entry(
                    bundle.modelId(), bundle.modelHash(), folder + "bundle.zip", Digest.sha256(zip), zip.length);
            keep(entry.bundle(), zip);
            for (String name : List.of("manifest.json", "MODEL_CARD.md")) {
                keep(folder + name, Files.readAllBytes(files.resolve("bundle").resolve(name)));
            }
            list(entry);
            return new RegisteredModel(
                    entry.modelId(), entry.modelHash(), store.location(entry.bundle()), entry.sha256(), entry.bytes());
        });
    }

    private void keep(String path, byte[] content) {
        if (store.create(path, content)) {
            return;
        }
        String found = store.read(path)
                .map(kept -> Digest.sha256(kept.content()))
                .orElseThrow(() -> busy(store.location(path)));
        if (!found.equals(Digest.sha256(content))) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s exists with SHA-256 %s, this one has %s: what is in a registry stays, publish under another model id"
                            .formatted(store.location(path), found, Digest.sha256(content)));
        }
    }

    private void list(RegistryIndex.Entry entry) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ObjectStore.Found> found = store.read(INDEX);
            RegistryIndex index = found.map(kept -> RegistryIndex.parse(kept.content(), store.location(INDEX)))
                    .orElse(new RegistryIndex(List.of()));
            if (index.holds(entry)) {
                return;
            }
            byte[] next = index.with(entry).render();
            boolean listed =
                    found.isPresent() ? store.replace(INDEX, next, found.get().version()) : store.create(INDEX, next);
            if (listed) {
                return;
            }
        }
        throw busy(store.location(INDEX));
    }

    private static RlpipsException busy(String place) {
        return new RlpipsException(FailureCategory.FETCH_FAILED, place + " keeps changing: try again");
    }

    /** Something done with the bundle's files. */
    @FunctionalInterface
    private interface Work {
        RegisteredModel on(Path files) throws IOException;
    }

    private static RegisteredModel withFiles(ModelBundle bundle, Work work) {
        try {
            Path drafts = Files.createTempDirectory("rlpips-registry-");
            try {
                BundleWriter.write(
                        bundle, drafts.resolve("bundle.zip"), bundle.manifest().precision());
                BundleWriter.write(
                        bundle, drafts.resolve("bundle"), bundle.manifest().precision());
                return work.on(drafts);
            } finally {
                remove(drafts);
            }
        } catch (IOException | UncheckedIOException failure) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot prepare bundle " + bundle.modelId() + ": " + failure, failure);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
