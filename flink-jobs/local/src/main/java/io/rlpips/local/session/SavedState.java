package io.rlpips.local.session;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What a job leaves behind to go on from. */
final class SavedState {
    /** Written last: a checkpoint or savepoint that has it is complete. */
    private static final String COMPLETE = "_metadata";

    private SavedState() {}

    /** @return the folder of the newest complete checkpoint or savepoint below the folder, if there is one */
    static Optional<Path> latest(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().equals(COMPLETE))
                    .max(Comparator.comparing(SavedState::written))
                    .map(Path::getParent);
        } catch (IOException | UncheckedIOException e) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "cannot look for checkpoints in %s: %s".formatted(folder, e.getMessage()),
                    e);
        }
    }

    /**
     * Removes what a job wrote before a savepoint that stands by itself: checkpoints that Flink did not come to remove
     * before its cluster ended, and what runs that were killed left.
     *
     * @param folder of one job, which must not be running
     * @param savepoint a folder in it
     * @throws RlpipsException INTERNAL naming the folder, when something cannot be removed
     */
    static void keepOnly(Path folder, Path savepoint) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.startsWith(savepoint) && !savepoint.startsWith(file)) {
                    Files.delete(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL,
                    "cannot remove what is older than the savepoint in %s: %s".formatted(folder, e.getMessage()),
                    e);
        }
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
