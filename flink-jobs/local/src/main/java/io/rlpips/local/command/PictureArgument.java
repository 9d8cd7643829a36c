package io.rlpips.local.command;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads a picture named on the command line. */
final class PictureArgument {
    private PictureArgument() {}

    /** @throws RlpipsException INVALID_ARGUMENT when there is no such file; the decoder's category for its content */
    static RgbImage read(Path file) {
        return read(file, new ImageDecoder(ImageLimits.DEFAULT)::decode);
    }

    /**
     * @param decoder makes a picture of the file's bytes
     * @throws RlpipsException INVALID_ARGUMENT when there is no such file; the decoder's category for its content
     */
    static RgbImage read(Path file, Function<byte[], RgbImage> decoder) {
        if (!Files.isRegularFile(file)) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "no such file: " + file);
        }
        try {
            return decoder.apply(bytes(file));
        } catch (RlpipsException e) {
            throw new RlpipsException(e.category(), file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            long length = Files.size(file);
            if (length > ImageLimits.DEFAULT.maxBytes()) {
                throw new RlpipsException(
                        FailureCategory.TOO_MANY_BYTES,
                        "%d bytes, the limit is %d".formatted(length, ImageLimits.DEFAULT.maxBytes()));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new RlpipsException(FailureCategory.CONTENT_NOT_FOUND, "cannot be read: " + e.getMessage(), e);
        }
    }
}
