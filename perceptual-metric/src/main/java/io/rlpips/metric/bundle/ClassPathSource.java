package io.rlpips.metric.bundle;

import java.io.IOException;
import java.io.InputStream;

/** The bundle that ships inside the build. */
final class ClassPathSource implements BundleSource {
    static final String DEFAULT_FOLDER = "/io/rlpips/metric/bundle/default/";

    private final String folder;

    /** @param folder absolute on the class path, ending in a slash */
    ClassPathSource(String folder) {
        this.folder = folder;
    }

    @Override
    public byte[] read(String name, long limitBytes) {
        try (InputStream input = ClassPathSource.class.getResourceAsStream(folder + name)) {
            if (input == null) {
                throw BundleFailure.of(
                        "this build ships no default bundle: %s%s is not on the class path", folder, name);
            }
            return BundleSource.withinLimit(name, input.readNBytes((int) limitBytes + 1), limitBytes);
        } catch (IOException unreadable) {
            throw BundleFailure.of(unreadable, "cannot read " + folder + name + ": " + unreadable.getMessage());
        }
    }

    @Override
    public void close() {}
}
