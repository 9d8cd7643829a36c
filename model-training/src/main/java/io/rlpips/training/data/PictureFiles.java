package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads the encoded pictures of a folder or of an uncompressed tar archive one after the other. Nothing is unpacked to
 * disk, so a hostile path inside an archive leads nowhere.
 */
final class PictureFiles {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp");

    private final long maxBytes;

    /** @param maxBytes longest encoded picture that is read */
    PictureFiles(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Hands over every file with a picture's extension.
     *
     * @param source a folder, searched to its leaves, or a tar archive
     * @param consumer takes the path inside the source, with forward slashes, and the file's bytes
     * @throws RlpipsException CONTENT_NOT_FOUND if there is no such source or it cannot be read to its end,
     *     TOO_MANY_BYTES for a file beyond the limit
     */
    void forEach(Path source, BiConsumer<String, byte[]> consumer) {
        try {
            if (Files.isDirectory(source)) {
                readFolder(source, consumer);
            } else {
                readArchive(source, consumer);
            }
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "cannot read pictures from " + source + ": " + unreadable,
                    unreadable);
        }
    }

    private void readFolder(Path folder, BiConsumer<String, byte[]> consumer) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile)
                    .filter(file -> isPicture(file.toString()))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            requireWithinLimit(path, Files.size(file));
            consumer.accept(path, Files.readAllBytes(file));
        }
    }

    private void readArchive(Path archive, BiConsumer<String, byte[]> consumer) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), 1 << 16);
                TarArchiveInputStream tar = new TarArchiveInputStream(file)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && isPicture(entry.getName())) {
                    requireWithinLimit(entry.getName(), entry.getSize());
                    consumer.accept(entry.getName(), content(tar, entry));
                }
            }
        }
    }

    private static byte[] content(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        byte[] content = tar.readNBytes((int) entry.getSize());
        if (content.length != entry.getSize()) {
            throw new IOException(
                    "%s ends after %d of %d bytes".formatted(entry.getName(), content.length, entry.getSize()));
        }
        return content;
    }

    private void requireWithinLimit(String path, long bytes) {
        if (bytes > maxBytes) {
            throw new RlpipsException(
                    FailureCategory.TOO_MANY_BYTES,
                    "%s has %d bytes, the limit is %d".formatted(path, bytes, maxBytes));
        }
    }

    /** @return whether the file's name ends like a picture's and does not begin with a dot */
    static boolean isPicture(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && EXTENSIONS.contains(extension);
    }
}
