package io.rlpips.training.data;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/**
 * Reads a folder or tar archive of pictures in class folders into memory. The class of a picture is the nearest folder
 * above it that is not called {@code images}, which covers the plain layout {@code class/file} and the official one of
 * Tiny ImageNet, {@code train/class/images/file}. 30,000 pictures of 64x64 take 370 MB.
 */
public final class PictureSetReader {
    private static final String FOLDER_INSIDE_A_CLASS = "images";

    private final PictureDecoding decoding;

    /**
     * @param side pictures are brought to this many columns and rows
     * @param threads how many decode at once
     */
    public PictureSetReader(ImageLimits limits, int side, int threads) {
        this(new PictureDecoding(limits, side, threads));
    }

    private PictureSetReader(PictureDecoding decoding) {
        this.decoding = decoding;
    }

    /** A reader of pictures as the detector gives them to its model: for whatever sets a threshold. */
    public static PictureSetReader asDetected(ImageLimits limits, int side, int threads) {
        return new PictureSetReader(new PictureDecoding(limits, side, PictureDecoding.Scaling.THROUGH_MASTER, threads));
    }

    /**
     * A reader for whatever edits pictures or measures on them: those of {@code side} columns and rows stay as they are,
     * all others are brought to the detector's master, which it would make of them too. So the set may hold both sizes.
     */
    public static PictureSetReader forMeasuring(ImageLimits limits, int side, int threads) {
        return new PictureSetReader(
                new PictureDecoding(limits, side, PictureDecoding.Scaling.MASTER_UNLESS_FITTING, threads));
    }

    /**
     * @param source a folder or an uncompressed tar archive
     * @param progress told how many pictures have been read, now and then
     * @throws RlpipsException naming the file, when one cannot be read or decoded; INVALID_ARGUMENT when there is none
     */
    public PictureSet read(Path source, IntConsumer progress) {
        SortedMap<String, RgbImage> decoded = decoding.decodeAll(source, progress);
        List<String> classes = new ArrayList<>(new TreeSet<>(
                decoded.keySet().stream().map(PictureSetReader::className).toList()));
        Map<String, Integer> labels = new LinkedHashMap<>();
        classes.forEach(name -> labels.put(name, labels.size()));
        List<LabelledPicture> pictures = new ArrayList<>();
        decoded.forEach(
                (path, picture) -> pictures.add(new LabelledPicture(path, labels.get(className(path)), picture)));
        return new PictureSet(classes, pictures);
    }

    static String className(String path) {
        String[] parts = path.split("/");
        for (int i = parts.length - 2; i >= 0; i--) {
            if (!parts[i].equals(FOLDER_INSIDE_A_CLASS)) {
                return parts[i];
            }
        }
        return "";
    }
}
