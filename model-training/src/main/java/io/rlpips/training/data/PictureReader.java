package io.rlpips.training.data;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Reads the pictures of a folder or tar archive into memory, whatever folders they lie in; {@link PictureSetReader}
 * gives them classes.
 */
public final class PictureReader {
    private final PictureDecoding decoding;

    /**
     * @param side pictures are brought to this many columns and rows
     * @param threads how many decode at once
     */
    public PictureReader(ImageLimits limits, int side, int threads) {
        this.decoding = new PictureDecoding(limits, side, threads);
    }

    /**
     * @param source a folder or an uncompressed tar archive
     * @param progress told how many pictures have been read, now and then
     * @return every picture, in the order of their paths
     * @throws RlpipsException naming the file, when one cannot be read or decoded; INVALID_ARGUMENT when there is none
     */
    public List<NamedPicture> read(Path source, IntConsumer progress) {
        return decoding.decodeAll(source, progress).entrySet().stream()
                .map(entry -> new NamedPicture(entry.getKey(), entry.getValue()))
                .toList();
    }
}
