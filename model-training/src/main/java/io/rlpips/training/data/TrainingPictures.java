package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which pictures a run learns from and which it holds back, for its checkpoints: resumed on others, it would learn from
 * pictures that validate.
 *
 * @param heldBackPerClass as the run was asked to
 * @param training how many are learnt from
 * @param validation how many are held back
 * @param sha256 of the paths and samples of both, in their order
 */
public record TrainingPictures(int heldBackPerClass, int training, int validation, String sha256) {
    /** Of checkpoints that do not say: those of before they were noted. */
    public static final TrainingPictures NOT_NOTED = new TrainingPictures(0, 0, 0, "");

    /** @param heldBackPerClass that the split was made with */
    public static TrainingPictures of(int heldBackPerClass, PictureSet.Split split) {
        ContentDigest digest = new ContentDigest();
        for (PictureSet part : List.of(split.training(), split.validation())) {
            part.pictures()
                    .forEach(picture -> digest.add(picture.path())
                            .add(picture.picture().width() + " x "
                                    + picture.picture().height())
                            .add(picture.picture().pixels()));
        }
        return new TrainingPictures(
                heldBackPerClass, split.training().size(), split.validation().size(), digest.hexadecimal());
    }

    /**
     * To be asked of what a checkpoint says, before the run goes on.
     *
     * @param run folder of the run, for messages
     * @param now what there is to go on with
     * @throws RlpipsException INVALID_ARGUMENT when these are others, or the checkpoint does not say
     */
    public void requireSame(Path run, TrainingPictures now) {
        if (equals(NOT_NOTED)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the run in %s was started by an earlier version and does not say which pictures it learnt from, cannot resume it: choose another folder"
                            .formatted(run));
        }
        if (!equals(now)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "the run in %s was started with %s, cannot resume it with %s"
                            .formatted(run, describe(), now.describe()));
        }
    }

    private String describe() {
        return "%d pictures to learn from and %d held back, %d of each class, with SHA-256 %s"
                .formatted(training, validation, heldBackPerClass, sha256);
    }
}
