package io.rlpips.local.command;

import io.rlpips.training.detection.PictureSelection;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which photos a command works on. */
final class PhotosOption {
    @Option(names = "--photos", paramLabel = "DIR", required = true, description = "Photos at full size.")
    private Path folder;

    @ArgGroup
    private Chosen chosen = new Chosen();

    /** One of the two or none. */
    private static final class Chosen {
        @Option(names = "--first", paramLabel = "N", description = "Only the first N photos in the order of names.")
        private Integer first;

        @Option(names = "--last", paramLabel = "N", description = "Only the last N photos in the order of names.")
        private Integer last;
    }

    Path folder() {
        return folder;
    }

    /** @param usual where neither was given */
    PictureSelection selection(PictureSelection usual) {
        if (chosen.first != null) {
            return PictureSelection.first(chosen.first);
        }
        return chosen.last != null ? PictureSelection.last(chosen.last) : usual;
    }
}
