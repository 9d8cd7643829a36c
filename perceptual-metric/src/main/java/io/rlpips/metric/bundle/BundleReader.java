package io.rlpips.metric.bundle;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.SafetensorsFormat;
import io.rlpips.metric.weights.WeightTensor;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads and verifies bundles. Every file is hostile until checked: sizes are limited before reading, the tensor files
 * must have the manifest's SHA-256 before they are looked into, and {@link ModelBundle} checks names, shapes and values.
 * Files of a bundle that this version does not know are ignored.
 */
public final class BundleReader {
    /** Longest {@code manifest.json}, in bytes. */
    public static final long MANIFEST_LIMIT_BYTES = 1L << 20;
    /** Longest {@code model.safetensors}, in bytes. */
    public static final long TENSORS_LIMIT_BYTES = SafetensorsFormat.FILE_LIMIT_BYTES;
    /** Longest {@code projection.safetensors}, in bytes. */
    public static final long PROJECTION_LIMIT_BYTES = 1L << 28;

    private static SoftReference<ModelBundle> shipped = new SoftReference<>(null);

    private BundleReader() {}

    /**
     * @param folderOrZip a folder, or a zip file of its files
     * @throws RlpipsException INVALID_BUNDLE naming the file, field or tensor that is wrong
     */
    public static ModelBundle read(Path folderOrZip) {
        if (!Files.exists(folderOrZip)) {
            throw BundleFailure.of("bundle %s does not exist", folderOrZip);
        }
        try (BundleSource source =
                Files.isDirectory(folderOrZip) ? new FolderSource(folderOrZip) : new ZipSource(folderOrZip)) {
            return read(source);
        }
    }

    /**
     * The bundle that ships inside the build. It cannot change while a process runs, so it is read once and shared, as
     * long as memory allows.
     *
     * @throws RlpipsException INVALID_BUNDLE if there is none or it does not pass the checks
     */
    public static synchronized ModelBundle readDefault() {
        ModelBundle bundle = shipped.get();
        if (bundle == null) {
            bundle = read(new ClassPathSource(ClassPathSource.DEFAULT_FOLDER));
            shipped = new SoftReference<>(bundle);
        }
        return bundle;
    }

    static ModelBundle read(BundleSource source) {
        Manifest manifest = ManifestJson.parse(source.read(BundleSource.MANIFEST, MANIFEST_LIMIT_BYTES));
        String announced = manifest.tensorsSha256()
                .orElseThrow(() -> BundleFailure.of("%s lacks 'tensorsSha256'", BundleSource.MANIFEST));
        byte[] content = source.read(BundleSource.TENSORS, TENSORS_LIMIT_BYTES);
        Sha256.requireSame(BundleSource.TENSORS, content, announced);
        return new ModelBundle(manifest, tensors(content), BundleProjection.read(manifest, source));
    }

    private static Map<String, WeightTensor> tensors(byte[] content) {
        try {
            return SafetensorsFormat.read(content);
        } catch (RlpipsException damaged) {
            throw BundleFailure.of(damaged, BundleSource.TENSORS + ": " + damaged.getMessage());
        }
    }
}
