package io.rlpips.local.command;

import io.rlpips.local.session.Picture;
import io.rlpips.local.session.PictureFolder;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files and folders named on the command line, as pictures. */
final class PictureArguments {
    private PictureArguments() {}

    /** @throws RlpipsException INVALID_ARGUMENT when a path is neither a file nor a folder */
    static List<Picture> read(List<Path> paths) {
        List<Picture> pictures = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                pictures.addAll(PictureFolder.read(path));
            } else if (Files.isRegularFile(path)) {
                pictures.add(Picture.ofFile(path.getFileName().toString(), path));
            } else {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such file or folder: " + path);
            }
        }
        return pictures;
    }
}
