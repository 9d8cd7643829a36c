package io.rlpips.local.command;

import io.rlpips.local.gallery.Gallery;
import io.rlpips.metric.image.PngFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of the gallery's reference pictures. */
final class DrawnReferences {
    private DrawnReferences() {}

    /** @return the folder, made anew: {@code picture-0.png} and so on */
    static Path write(Path folder, int count) throws IOException {
        return write(folder, Gallery.references(count));
    }

    /** The same of other drawings. */
    static Path write(Path folder, List<Gallery.Drawing> drawings) throws IOException {
        Files.createDirectory(folder);
        for (int i = 0; i < drawings.size(); i++) {
            Files.write(
                    folder.resolve("picture-%d.png".formatted(i)),
                    PngFile.of(drawings.get(i).picture()));
        }
        return folder;
    }
}
