package io.rlpips.local.command;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Photos and published weights that lie beside the repository where there are some; tests without are skipped. */
final class SharedFolder {
    private SharedFolder() {}

    /** @return the file or folder, or the test is skipped and says why */
    static Path require(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        Path found = folder.resolveSibling("shared").resolve(name);
        assumeTrue(Files.exists(found), "skipped: there is no ../shared/" + name);
        return found;
    }
}
