package io.rlpips.local.session;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder that is removed when closed. */
public final class WorkFolder implements AutoCloseable {
    private final Path path;

    private WorkFolder(Path path) {
        this.path = path;
    }

    public static WorkFolder make() {
        try {
            return new WorkFolder(Files.createTempDirectory("rlpips-"));
        } catch (IOException e) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "cannot remove temporary folder %s: %s".formatted(path, e.getMessage()),
                    e);
        }
    }
}
