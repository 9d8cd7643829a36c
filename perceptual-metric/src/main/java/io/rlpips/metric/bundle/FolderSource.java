package io.rlpips.metric.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle unpacked in a folder. */
record FolderSource(Path folder) implements BundleSource {
    @Override
    public byte[] read(String name, long limitBytes) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw BundleFailure.of("bundle %s has no file %s", folder, name);
        }
        try (InputStream input = Files.newInputStream(file)) {
            return BundleSource.withinLimit(name, input.readNBytes((int) limitBytes + 1), limitBytes);
        } catch (IOException unreadable) {
            throw BundleFailure.of(unreadable, "cannot read " + file + ": " + unreadable);
        }
    }

    @Override
    public void close() {}
}
