package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Photos of a folder at the size they have, in the order of their names. */
public final class PhotoFolder {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "webp");

    private PhotoFolder() {}

    /**
     * @throws RlpipsException INVALID_ARGUMENT if the folder holds no picture, CONTENT_NOT_FOUND if it cannot be read;
     *     the decoder's own, naming the file, for one that cannot be decoded
     */
    public static List<NamedPicture> read(Path folder, PictureSelection selection) {
        ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
        return files(folder, selection).stream()
                .map(file -> decode(decoder, file))
                .toList();
    }

    /**
     * @return the files of those pictures, none of them opened
     * @throws RlpipsException as {@link #read}, but for the decoder's
     */
    static List<Path> files(Path folder, PictureSelection selection) {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(PhotoFolder::isPicture).sorted().toList();
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "cannot read pictures from " + folder + ": " + unreadable,
                    unreadable);
        }
        if (files.isEmpty()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, folder + " holds no pictures");
        }
        return selection.of(files);
    }

    private static NamedPicture decode(ImageDecoder decoder, Path file) {
        try {
            return new NamedPicture(file.getFileName().toString(), decoder.decode(Files.readAllBytes(file)));
        } catch (RlpipsException failure) {
            throw new RlpipsException(failure.category(), file + ": " + failure.getMessage(), failure);
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && !name.startsWith(".") && EXTENSIONS.contains(extension);
    }
}
