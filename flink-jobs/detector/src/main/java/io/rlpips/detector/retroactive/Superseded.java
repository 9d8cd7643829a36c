package io.rlpips.detector.retroactive;

import io.rlpips.detector.match.ReferenceChange;
import io.rlpips.detector.read.Coordinates;

/**
 * That from a moment on nothing stands for a reference, as a model sees it, that was there before.
 *
 * @param reference the record on the references topic that a newer version was made from; of a removal it is none, and
 *     comes before no record
 * @param fromMillis that moment of the visibility clock
 */
public record Superseded(String referenceId, String modelId, Coordinates reference, long fromMillis) {
    static Superseded by(ReferenceChange change) {
        return new Superseded(
                change.referenceId(), change.model().modelId(), change.reference(), change.brokerTimeMillis());
    }

    /**
     * The ReferenceJob may repeat an older version behind a newer one, which stands all the same.
     *
     * @return whether the version counts at no moment any more
     */
    boolean undoes(LateReference version) {
        return version.fromMillis() >= fromMillis && !version.reference().follows(reference);
    }
}
