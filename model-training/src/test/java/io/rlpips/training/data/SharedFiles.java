package io.rlpips.training.data;

import java.nio.file.Files;
import java.nio.file.Path;

/** Photographs that lie beside the repository where there are some. */
final class SharedFiles {
    private SharedFiles() {}

    static Path beside(String path) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder.resolveSibling(path);
    }
}
