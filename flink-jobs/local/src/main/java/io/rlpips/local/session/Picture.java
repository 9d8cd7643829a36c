package io.rlpips.local.session;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An encoded picture that is sent to the detector: bytes in memory, or a file that is read when it is needed.
 *
 * @param id what uploads and references are known by
 * @param file where it lies; empty for a picture in memory
 */
public record Picture(String id, Optional<Path> file, Content content) {
    /** Gives the encoded bytes, again on every call. */
    @FunctionalInterface
    public interface Content {
        byte[] read() throws IOException;
    }

    public static Picture inMemory(String id, byte[] encoded) {
        return new Picture(id, Optional.empty(), () -> encoded);
    }

    public static Picture ofFile(String id, Path file) {
        return new Picture(id, Optional.of(file), () -> Files.readAllBytes(file));
    }

    /** @throws RlpipsException CONTENT_NOT_FOUND when the file cannot be read (any more) */
    public byte[] bytes() {
        try {
            return content.read();
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "cannot read picture '%s': %s".formatted(id, e.getMessage()), e);
        }
    }

    /** @return how many bytes {@link #bytes()} would give */
    public long length() {
        try {
            return file.isPresent() ? Files.size(file.get()) : content.read().length;
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "cannot read picture '%s': %s".formatted(id, e.getMessage()), e);
        }
    }
}
