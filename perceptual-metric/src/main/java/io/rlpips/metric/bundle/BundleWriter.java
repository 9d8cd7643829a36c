package io.rlpips.metric.bundle;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.weights.Precision;
import io.rlpips.metric.weights.SafetensorsFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes bundles: the same bundle always gives the same bytes. Everything is written beside the target under another
 * name first and moved there at the end, so a reader finds a whole bundle or none.
 */
public final class BundleWriter {
    /** The earliest moment a zip entry can carry, the same for every entry. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private BundleWriter() {}

    /**
     * @param bundle what to write
     * @param target a zip file if its name ends in {@code .zip}, else a folder; must not exist, or be an empty folder
     * @param precision how the tensors are stored; a change gives another hash
     * @return the bundle as {@link BundleReader} reads it back
     * @throws RlpipsException INVALID_ARGUMENT if the target exists already; INTERNAL if it cannot be written;
     *     INVALID_WEIGHTS if a value does not fit the precision
     */
    public static ModelBundle write(ModelBundle bundle, Path target, Precision precision) {
        ModelBundle stored = bundle.storedAs(precision);
        try {
            place(files(stored), target.toAbsolutePath());
        } catch (IOException failure) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot write bundle " + target + ": " + failure, failure);
        }
        return stored;
    }

    /** @return all files of a bundle in its own precision, by name: a folder of them is the bundle */
    public static Map<String, byte[]> files(ModelBundle bundle) {
        Map<String, byte[]> files = papers(bundle);
        files.put(
                BundleSource.TENSORS,
                SafetensorsFormat.write(bundle.tensors(), bundle.manifest().precision()));
        bundle.projection().ifPresent(projection -> files.put(BundleSource.PROJECTION, projection.stored()));
        return files;
    }

    /** @return the files of a bundle that people read, by name: {@code manifest.json} and {@code MODEL_CARD.md} */
    public static Map<String, byte[]> papers(ModelBundle bundle) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(BundleSource.MANIFEST, manifest(bundle));
        files.put(BundleSource.CARD, ModelCard.render(bundle).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static byte[] manifest(ModelBundle bundle) {
        byte[] content = ManifestJson.render(bundle.manifest());
        return BundleSource.withinLimit(BundleSource.MANIFEST, content, BundleReader.MANIFEST_LIMIT_BYTES);
    }

    private static void place(Map<String, byte[]> files, Path target) throws IOException {
        requireFree(target);
        Files.createDirectories(target.getParent());
        boolean zip = target.getFileName().toString().endsWith(".zip");
        Path draft = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + "-");
        try {
            Path written = zip ? zipped(files, draft.resolve("bundle.zip")) : unpacked(files, draft.resolve("bundle"));
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            remove(draft);
        }
    }

    private static void requireFree(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(target)) {
            try (var entries = Files.list(target)) {
                empty = entries.findAny().isEmpty();
            }
        }
        if (!empty) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "bundle " + target + " exists already: remove it or choose another");
        }
    }

    private static Path unpacked(Map<String, byte[]> files, Path folder) throws IOException {
        Files.createDirectory(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
    }

    private static Path zipped(Map<String, byte[]> files, Path zip) throws IOException {
        try (OutputStream output = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(output)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                entries.putNextEntry(uncompressed(file.getKey(), file.getValue()));
                entries.write(file.getValue());
                entries.closeEntry();
            }
        }
        return zip;
    }

    /** Weights hardly shrink, and uncompressed bytes do not depend on the version of a compressor. */
    private static ZipEntry uncompressed(String name, byte[] content) {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(ENTRY_TIME);
        return entry;
    }

    private static void remove(Path folder) throws IOException {
        try (var entries = Files.walk(folder)) {
            for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
