package io.rlpips.metric.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A zip file of weights. Nothing is unpacked to disk, announced sizes are checked against what comes out, and all that is
 * ever read from one archive is limited, so that a small file cannot become a large one.
 */
final class WeightArchive implements AutoCloseable {
    /** Most bytes that are read from one archive, uncompressed. */
    static final long LIMIT_BYTES = 2L << 30;

    private static final int MOST_ENTRIES = 20_000;

    private final ZipFile zip;
    private final List<String> names;
    private long bytesLeft = LIMIT_BYTES;

    WeightArchive(Path file) throws IOException {
        this.zip = new ZipFile(file.toFile());
        this.names = new ArrayList<>();
        try {
            list();
        } catch (RuntimeException refused) {
            zip.close();
            throw refused;
        }
    }

    private void list() {
        if (zip.size() > MOST_ENTRIES) {
            throw WeightFailure.of("the archive has %d entries, at most %d are read", zip.size(), MOST_ENTRIES);
        }
        Set<String> seen = new HashSet<>();
        zip.stream().map(ZipEntry::getName).forEach(name -> {
            if (!seen.add(name)) {
                throw WeightFailure.of("the archive has entry '%s' twice", PickleText.shown(name));
            }
            names.add(name);
        });
    }

    List<String> names() {
        return List.copyOf(names);
    }

    /** @throws io.rlpips.metric.failure.RlpipsException INVALID_WEIGHTS if it is absent or has another length */
    byte[] readExactly(String name, long length) throws IOException {
        byte[] content = read(name, length);
        if (content.length != length) {
            throw WeightFailure.of(
                    "entry '%s' of the archive has %d bytes, %d are announced",
                    PickleText.shown(name), content.length, length);
        }
        return content;
    }

    /** @throws io.rlpips.metric.failure.RlpipsException INVALID_WEIGHTS if it is absent or longer than the limit */
    byte[] read(String name, long limit) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw WeightFailure.of("the archive has no entry '%s'", PickleText.shown(name));
        }
        long allowed = Math.min(Math.min(limit, bytesLeft), Integer.MAX_VALUE - 16);
        if (limit < 0 || entry.getSize() > allowed) {
            throw tooLong(name, allowed);
        }
        try (InputStream input = zip.getInputStream(entry)) {
            byte[] content = input.readNBytes((int) allowed + 1);
            if (content.length > allowed) {
                throw tooLong(name, allowed);
            }
            bytesLeft -= content.length;
            return content;
        }
    }

    private static RuntimeException tooLong(String name, long allowed) {
        return WeightFailure.of(
                "entry '%s' of the archive has more than the %d bytes that are possible here",
                PickleText.shown(name), Math.max(0, allowed));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
