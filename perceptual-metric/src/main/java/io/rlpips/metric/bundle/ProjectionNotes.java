package io.rlpips.metric.bundle;

import io.rlpips.metric.projection.BasisFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * What a manifest says about the bundle's search projection.
 *
 * @param dimensions how many directions it has; at least 1
 * @param format how it is stored
 * @param sha256 64 lower-case hexadecimal digits over the projection's file; empty until it is put into a bundle
 *     ({@link ModelBundle} fills it in)
 * @param fittedOn the pictures it was fitted to, in words
 * @param command the command line that fits it again
 */
public record ProjectionNotes(
        int dimensions, BasisFormat format, Optional<String> sha256, String fittedOn, String command) {
    public ProjectionNotes {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(fittedOn, "fittedOn");
        Objects.requireNonNull(command, "command");
        if (dimensions < 1) {
            throw BundleFailure.of("projection of %d dimensions, at least 1 is possible", dimensions);
        }
        sha256.ifPresent(digest -> Sha256.requireDigest("projection.sha256", digest));
    }

    ProjectionNotes withSha256(String digest) {
        return new ProjectionNotes(dimensions, format, Optional.of(digest), fittedOn, command);
    }
}
