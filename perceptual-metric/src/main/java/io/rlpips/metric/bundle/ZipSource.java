package io.rlpips.metric.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A bundle in a zip file. Announced sizes are not believed: reading stops at the limit. */
final class ZipSource implements BundleSource {
    private static final int MOST_ENTRIES = 64;

    private final Path file;
    private final ZipFile zip;

    ZipSource(Path file) {
        this.file = file;
        try {
            this.zip = new ZipFile(file.toFile());
        } catch (IOException unreadable) {
            throw BundleFailure.of(unreadable, "cannot read " + file + " as a zip file: " + unreadable.getMessage());
        }
        try {
            requireHarmlessNames();
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
    }

    private void requireHarmlessNames() {
        List<String> names =
                zip.stream().limit(MOST_ENTRIES + 1).map(ZipEntry::getName).toList();
        if (names.size() > MOST_ENTRIES) {
            throw BundleFailure.of("bundle %s has more than %d entries", file, MOST_ENTRIES);
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw BundleFailure.of("bundle %s has entry '%s' twice", file, name);
            }
            if (name.startsWith("/")
                    || name.contains("\\")
                    || List.of(name.split("/")).contains("..")) {
                throw BundleFailure.of("bundle %s has an entry that leads outside: '%s'", file, name);
            }
        }
    }

    @Override
    public byte[] read(String name, long limitBytes) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw BundleFailure.of("bundle %s has no file %s", file, name);
        }
        try (InputStream input = zip.getInputStream(entry)) {
            return BundleSource.withinLimit(name, input.readNBytes((int) limitBytes + 1), limitBytes);
        } catch (IOException damaged) {
            throw BundleFailure.of(damaged, "cannot read " + name + " in " + file + ": " + damaged.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException failure) {
            throw BundleFailure.of(failure, "cannot close " + file + ": " + failure.getMessage());
        }
    }
}
