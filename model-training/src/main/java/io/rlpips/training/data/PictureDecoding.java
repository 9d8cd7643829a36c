package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Decodes pictures on several threads and brings them to one size.
 *
 * @param limits what is accepted of an encoded picture
 * @param side columns and rows of the result
 * @param scaling from the decoded picture to that size
 * @param threads how many decode at once
 */
record PictureDecoding(ImageLimits limits, int side, Scaling scaling, int threads) {
    private static final int REPORT_EVERY = 1000;

    /** The way to the model's size. */
    enum Scaling {
        /** In one step. */
        DIRECT,
        /** As uploads and references go. */
        THROUGH_MASTER,
        /** None for pictures of that size, and for all others only to the master, from which the detector goes on. */
        MASTER_UNLESS_FITTING
    }

    PictureDecoding(ImageLimits limits, int side, int threads) {
        this(limits, side, Scaling.DIRECT, threads);
    }

    /**
     * @param source a folder or an uncompressed tar archive
     * @param progress told how many pictures have been read, now and then
     * @return every picture by its path inside the source, in the order of the paths
     * @throws RlpipsException naming the file, when one cannot be read or decoded; INVALID_ARGUMENT when there is none
     */
    SortedMap<String, RgbImage> decodeAll(Path source, IntConsumer progress) {
        SortedMap<String, RgbImage> pictures = new TreeMap<>();
        long[] samples = {0};
        try (OrderedTasks<NamedPicture> decoders = new OrderedTasks<>(threads, decoded -> {
            samples[0] += decoded.picture().pixels().length;
            // masters may be larger than what was announced
            HeapLimit.requireRoom(source, samples[0] / (3L * side * side), side);
            pictures.put(decoded.path(), decoded.picture());
        })) {
            int[] found = {0};
            new PictureFiles(limits.maxBytes()).forEach(source, (path, content) -> {
                HeapLimit.requireRoom(source, ++found[0], side);
                decoders.submit(() -> new NamedPicture(path, decode(path, content)));
                if (found[0] % REPORT_EVERY == 0) {
                    progress.accept(found[0]);
                }
            });
            decoders.finish();
        }
        if (pictures.isEmpty()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, source + " holds no pictures");
        }
        return pictures;
    }

    /** @param path for messages */
    RgbImage decode(String path, byte[] content) {
        try {
            RgbImage upright = new ImageDecoder(limits).decode(content);
            return switch (scaling) {
                case DIRECT -> Resize.to(upright, side, side);
                case THROUGH_MASTER -> Canonicaliser.modelInput(upright, side);
                case MASTER_UNLESS_FITTING ->
                    upright.width() == side && upright.height() == side
                            ? upright
                            : Canonicaliser.modelInput(upright, Canonicaliser.MASTER_SIZE);
            };
        } catch (RlpipsException failure) {
            throw new RlpipsException(failure.category(), path + ": " + failure.getMessage(), failure);
        }
    }
}
