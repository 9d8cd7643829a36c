package io.rlpips.training.registry;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A folder. Contents are written beside their place and moved there, so that a reader finds a whole one or none; a lock
 * file orders writers, also those of other processes.
 */
final class FolderStore implements ObjectStore {
    private static final String LOCK = ".lock";
    /** A file lock is held by a whole process: threads of one have to be ordered as well. */
    private static final Object WRITERS = new Object();

    private final Path folder;

    FolderStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public Optional<Found> read(String path) {
        try {
            byte[] content = Files.readAllBytes(folder.resolve(path));
            return Optional.of(new Found(content, Digest.sha256(content)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException failure) {
            throw failed("read", path, failure);
        }
    }

    @Override
    public boolean create(String path, byte[] content) {
        return locked(path, () -> {
            if (Files.exists(folder.resolve(path))) {
                return false;
            }
            place(path, content);
            return true;
        });
    }

    @Override
    public boolean replace(String path, byte[] content, String version) {
        return locked(path, () -> {
            if (!read(path).map(Found::version).equals(Optional.of(version))) {
                return false;
            }
            place(path, content);
            return true;
        });
    }

    @Override
    public String location(String path) {
        return folder.resolve(path).toUri().toString();
    }

    private void place(String path, byte[] content) throws IOException {
        Path target = folder.resolve(path);
        Files.createDirectories(target.getParent());
        Path draft = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".draft");
        try {
            Files.write(draft, content);
            // Made for its owner alone; what is published is for others.
            draft.toFile().setReadable(true, false);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Something done while no other writer is. */
    @FunctionalInterface
    private interface Change {
        boolean made() throws IOException;
    }

    private boolean locked(String path, Change change) {
        synchronized (WRITERS) {
            try {
                Files.createDirectories(folder);
                try (FileChannel channel = FileChannel.open(
                                folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    return lock.isValid() && change.made();
                }
            } catch (IOException failure) {
                throw failed("write", path, failure);
            }
        }
    }

    private RlpipsException failed(String what, String path, IOException failure) {
        return new RlpipsException(
                FailureCategory.FETCH_FAILED,
                "cannot %s %s in registry %s: %s".formatted(what, path, folder, failure),
                failure);
    }
}
