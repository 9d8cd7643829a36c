package io.rlpips.training.data;

import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What identifies encoded pictures: their paths and bytes, not their order in an archive or the dates of files. Reads
 * them once, which takes a small part of the time of decoding them.
 */
public final class SourceDigest {
    private SourceDigest() {}

    /**
     * @param source a folder or an uncompressed tar archive, as {@link PictureReader} reads it
     * @return SHA-256 over all its pictures, 64 lower-case hexadecimal digits
     * @throws RlpipsException CONTENT_NOT_FOUND if it cannot be read, TOO_MANY_BYTES for a picture beyond the limit
     */
    public static String of(Path source, ImageLimits limits) {
        SortedMap<String, String> digests = new TreeMap<>();
        new PictureFiles(limits.maxBytes()).forEach(source, (path, content) -> digests.put(path, Sha256.of(content)));
        return of(digests);
    }

    /**
     * @param files some of those that lie in {@code folder}
     * @return SHA-256 over these files, 64 lower-case hexadecimal digits
     * @throws RlpipsException CONTENT_NOT_FOUND naming a file that cannot be read
     */
    public static String of(Path folder, List<Path> files) {
        SortedMap<String, String> digests = new TreeMap<>();
        for (Path file : files) {
            try {
                digests.put(folder.relativize(file).toString(), Sha256.of(file));
            } catch (IOException unreadable) {
                throw new RlpipsException(
                        FailureCategory.CONTENT_NOT_FOUND, "cannot read " + file + ": " + unreadable, unreadable);
            }
        }
        return of(digests);
    }

    private static String of(SortedMap<String, String> digests) {
        ContentDigest digest = new ContentDigest();
        digests.forEach((path, content) -> digest.add(path).add(content));
        return digest.hexadecimal();
    }
}
