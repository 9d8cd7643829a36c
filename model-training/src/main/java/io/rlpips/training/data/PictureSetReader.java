package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Reads a folder or tar archive of pictures in class folders into memory. The class of a picture is the nearest folder
 * above it that is not called {@code images}, which covers the plain layout {@code class/file} and the official one of
 * Tiny ImageNet, {@code train/class/images/file}. 30,000 pictures of 64x64 take 370 MB.
 */
public final class PictureSetReader {
    private static final String FOLDER_INSIDE_A_CLASS = "images";

    private final ImageLimits limits;
    private final int side;
    private final int threads;

    /**
     * @param side pictures are brought to this many columns and rows
     * @param threads how many decode at once
     */
    public PictureSetReader(ImageLimits limits, int side, int threads) {
        this.limits = limits;
        this.side = side;
        this.threads = threads;
    }

    /**
     * @param source a folder or an uncompressed tar archive
     * @param progress told how many pictures have been read, now and then
     * @throws RlpipsException naming the file, when one cannot be read or decoded; INVALID_ARGUMENT when there is none
     */
    public PictureSet read(Path source, IntConsumer progress) {
        ExecutorService decoders = Executors.newFixedThreadPool(threads);
        try {
            Map<String, Future<RgbImage>> decoding = new LinkedHashMap<>();
            new PictureFiles(limits.maxBytes()).forEach(source, (path, content) -> {
                decoding.put(path, decoders.submit(() -> decode(path, content)));
                if (decoding.size() % 1000 == 0) {
                    progress.accept(decoding.size());
                }
            });
            return assemble(source, decoding);
        } finally {
            decoders.shutdownNow();
        }
    }

    private RgbImage decode(String path, byte[] content) {
        try {
            return Resize.to(new ImageDecoder(limits).decode(content), side, side);
        } catch (RlpipsException failure) {
            throw new RlpipsException(failure.category(), path + ": " + failure.getMessage(), failure);
        }
    }

    private static PictureSet assemble(Path source, Map<String, Future<RgbImage>> decoding) {
        if (decoding.isEmpty()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, source + " holds no pictures");
        }
        List<String> classes = new ArrayList<>(new TreeSet<>(
                decoding.keySet().stream().map(PictureSetReader::className).toList()));
        Map<String, Integer> labels = new LinkedHashMap<>();
        classes.forEach(name -> labels.put(name, labels.size()));
        List<LabelledPicture> pictures = new ArrayList<>();
        new TreeMap<>(decoding)
                .forEach((path, picture) ->
                        pictures.add(new LabelledPicture(path, labels.get(className(path)), finished(picture))));
        return new PictureSet(classes, pictures);
    }

    private static String className(String path) {
        String[] parts = path.split("/");
        for (int i = parts.length - 2; i >= 0; i--) {
            if (!parts[i].equals(FOLDER_INSIDE_A_CLASS)) {
                return parts[i];
            }
        }
        return "";
    }

    private static RgbImage finished(Future<RgbImage> picture) {
        try {
            return picture.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RlpipsException reported) {
                throw reported;
            }
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "decoding failed: " + failure.getCause(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RlpipsException(FailureCategory.INTERNAL, "interrupted while decoding pictures", interrupted);
        }
    }
}
