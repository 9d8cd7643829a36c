package io.rlpips.local.session;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files below a folder as pictures; ids are the paths relative to it, with slashes. */
public final class PictureFolder {
    private PictureFolder() {}

    /**
     * @return every file whose path has no hidden part, by id; links to folders are not followed
     * @throws RlpipsException INVALID_ARGUMENT when it is no folder or holds no file
     */
    public static List<Picture> read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such folder: " + folder);
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Picture> pictures = paths.filter(Files::isRegularFile)
                    .filter(path -> !hidden(folder.relativize(path)))
                    .map(path -> Picture.ofFile(id(folder, path), path))
                    .sorted((a, b) -> a.id().compareTo(b.id()))
                    .toList();
            if (pictures.isEmpty()) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no files in folder " + folder);
            }
            return pictures;
        } catch (IOException | UncheckedIOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot read folder %s: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String id(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }
}
