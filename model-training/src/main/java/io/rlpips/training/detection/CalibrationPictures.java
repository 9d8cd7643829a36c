package io.rlpips.training.detection;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.training.data.PictureSetReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two lists of pictures that have nothing to do with each other, as the detector gives them to a model.
 *
 * @param references the side of the bank
 * @param uploads the side of the uploads
 * @param featureless how many were left out, because the detector matches none without structure
 */
public record CalibrationPictures(List<NamedPicture> references, List<NamedPicture> uploads, int featureless) {
    public CalibrationPictures {
        references = List.copyOf(references);
        uploads = List.copyOf(uploads);
    }

    /**
     * @param background folder or tar archive, as {@link PictureSetReader} reads them
     * @param uploads the same; without it every second picture of the background is an upload
     * @param side that pictures are brought to by way of their masters; {@link Canonicaliser#MASTER_SIZE} gives the masters
     * @throws RlpipsException naming the file, when one cannot be read or decoded; INVALID_ARGUMENT when a side is empty
     */
    public static CalibrationPictures read(
            Path background, Optional<Path> uploads, int side, int threads, EvaluationListener listener) {
        List<NamedPicture> first = read(background, side, threads, listener);
        List<NamedPicture> second =
                uploads.map(path -> read(path, side, threads, listener)).orElse(List.of());
        return uploads.isPresent() ? separate(first, second) : halves(first);
    }

    static CalibrationPictures separate(List<NamedPicture> references, List<NamedPicture> uploads) {
        List<NamedPicture> structured = structured(references);
        List<NamedPicture> others = structured(uploads);
        if (structured.isEmpty() || others.isEmpty()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d background pictures and %d uploads have any structure: pairs need both"
                            .formatted(structured.size(), others.size()));
        }
        int left = references.size() - structured.size() + uploads.size() - others.size();
        return new CalibrationPictures(structured, others, left);
    }

    /** Alternately, so that every class of pictures is on both sides and none is compared with itself. */
    static CalibrationPictures halves(List<NamedPicture> all) {
        List<NamedPicture> even = new ArrayList<>();
        List<NamedPicture> odd = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            (i % 2 == 0 ? even : odd).add(all.get(i));
        }
        return separate(even, odd);
    }

    private static List<NamedPicture> structured(List<NamedPicture> pictures) {
        return pictures.stream()
                .filter(named -> !Canonicaliser.isFeatureless(named.picture()))
                .toList();
    }

    private static List<NamedPicture> read(Path source, int side, int threads, EvaluationListener listener) {
        String stage = "reading " + source.getFileName();
        return PictureSetReader.asDetected(ImageLimits.DEFAULT, side, threads)
                .read(source, done -> listener.progress(stage, done, 0))
                .pictures()
                .stream()
                .map(picture -> new NamedPicture(picture.path(), picture.picture()))
                .toList();
    }
}
