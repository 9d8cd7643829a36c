package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayList;
import java.util.List;

/**
 * Decoded, labelled pictures, in the order of their paths; of one size, unless their reader says otherwise. Immutable.
 *
 * @param classes names in alphabetical order
 * @param pictures in the order of their paths, so that the order does not depend on the file system or on threads
 */
public record PictureSet(List<String> classes, List<LabelledPicture> pictures) {
    public PictureSet {
        classes = List.copyOf(classes);
        pictures = List.copyOf(pictures);
    }

    /** What a model learns from, and what it is measured on while it learns. */
    public record Split(PictureSet training, PictureSet validation) {}

    public int size() {
        return pictures.size();
    }

    /**
     * Holds the first pictures of every class back.
     *
     * @param perClass how many, at least 1
     * @throws RlpipsException INVALID_ARGUMENT when a class has no picture left to learn from
     */
    public Split holdBack(int perClass) {
        List<LabelledPicture> training = new ArrayList<>();
        List<LabelledPicture> validation = new ArrayList<>();
        int[] seen = new int[classes.size()];
        for (LabelledPicture picture : pictures) {
            (seen[picture.label()]++ < perClass ? validation : training).add(picture);
        }
        for (int label = 0; label < seen.length; label++) {
            if (perClass < 1 || seen[label] <= perClass) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT,
                        "%d pictures a class held back for validation, class '%s' has %d"
                                .formatted(perClass, classes.get(label), seen[label]));
            }
        }
        return new Split(new PictureSet(classes, training), new PictureSet(classes, validation));
    }
}
