package io.rlpips.metric.weights;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The published weights that lie beside the repository where there are some; tests without them are skipped. */
public final class SharedWeights {
    private SharedWeights() {}

    /** @return the file, or the test is skipped and says why */
    public static Path file(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        Path file = folder.resolveSibling("shared").resolve("weights").resolve(name);
        assumeTrue(Files.exists(file), "skipped: there is no ../shared/weights/" + name);
        return file;
    }
}
