package io.rlpips.local.session;

import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model bundle by where it is.
 *
 * @param path a folder or zip file; empty for the model that is built in
 */
public record ModelChoice(Optional<Path> path) {
    /** What the model that comes with the program is called in place of a path. */
    public static final String BUILT_IN = "built-in";

    public static ModelChoice builtIn() {
        return new ModelChoice(Optional.empty());
    }

    /** @throws RlpipsException INVALID_ARGUMENT when there is nothing at the path */
    public static ModelChoice of(Path path) {
        if (!Files.exists(path)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such model bundle: " + path);
        }
        return new ModelChoice(Optional.of(path));
    }

    /**
     * @param name {@link #BUILT_IN} or a path
     * @throws RlpipsException INVALID_ARGUMENT when there is nothing at the path
     */
    public static ModelChoice named(String name) {
        return name.equals(BUILT_IN) ? builtIn() : of(Path.of(name));
    }

    /** @throws RlpipsException INVALID_BUNDLE when it does not pass its checks */
    public ModelBundle read() {
        return path.map(BundleReader::read).orElseGet(BundleReader::readDefault);
    }
}
