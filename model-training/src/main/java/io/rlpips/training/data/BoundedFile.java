package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads whole files that may be longer than they should. */
final class BoundedFile {
    private BoundedFile() {}

    /** @throws RlpipsException TOO_MANY_BYTES beyond the limit; CONTENT_NOT_FOUND if it cannot be read */
    static byte[] read(Path file, long limitBytes) {
        try (InputStream input = Files.newInputStream(file)) {
            // One byte more than allowed tells; what the file system says of the length may have changed by now.
            byte[] content = input.readNBytes((int) Math.min(limitBytes + 1, Integer.MAX_VALUE - 8));
            if (content.length > limitBytes) {
                throw new RlpipsException(
                        FailureCategory.TOO_MANY_BYTES,
                        "%s has %d bytes, the limit is %d"
                                .formatted(file, Math.max(Files.size(file), content.length), limitBytes));
            }
            return content;
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }
}
