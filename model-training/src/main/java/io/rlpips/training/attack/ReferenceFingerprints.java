package io.rlpips.training.attack;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.Gradients;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fingerprints of references, several views each, and which reference each picture of a campaign has to do with.
 * Immutable and thread-safe; the arrays belong to the manager that was given.
 */
public final class ReferenceFingerprints {
    private static final int BATCH = 64;

    private final NDArray fingerprints;
    private final int[] referenceOf;
    private final float[] handicaps;

    private ReferenceFingerprints(NDArray fingerprints, int[] referenceOf, float[] handicaps) {
        this.fingerprints = fingerprints;
        this.referenceOf = referenceOf;
        this.handicaps = handicaps;
    }

    /**
     * One reference a picture, the i-th for the i-th.
     *
     * @param owner of the fingerprints
     * @param views at least one, each float32 [R, 3, S, S] in [0, 1], RGB
     */
    public static ReferenceFingerprints of(Lpips metric, NDManager owner, List<NDArray> views) {
        if (views.isEmpty()) {
            throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "references without a view");
        }
        NDArray[] embedded =
                views.stream().map(view -> embed(metric, owner, view)).toArray(NDArray[]::new);
        NDArray stacked = embedded[0].expandDims(1);
        if (embedded.length > 1) {
            NDArray first = stacked;
            stacked = Tensors.join(
                    IntStream.range(0, embedded.length)
                            .mapToObj(view -> view == 0 ? first : embedded[view].expandDims(1))
                            .toList(),
                    1);
            first.close();
            Arrays.stream(embedded).forEach(NDArray::close);
        }
        return of(stacked);
    }

    /**
     * One reference a picture, from fingerprints that are there already.
     *
     * @param fingerprints float32 [R, V, D], V views of each reference; stays the caller's
     */
    public static ReferenceFingerprints of(NDArray fingerprints) {
        if (fingerprints.getShape().dimension() != 3) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "reference fingerprints of shape %s, need [R, V, D]".formatted(fingerprints.getShape()));
        }
        int references = Math.toIntExact(fingerprints.getShape().get(0));
        int views = Math.toIntExact(fingerprints.getShape().get(1));
        return new ReferenceFingerprints(
                fingerprints, IntStream.range(0, references).toArray(), new float[views]);
    }

    /**
     * @param byView how much farther each view counts than it is, at least 0 each
     * @return the same references with those handicaps
     * @throws RlpipsException INVALID_ARGUMENT for more or fewer than there are views
     */
    public ReferenceFingerprints handicapped(float... byView) {
        if (byView.length != handicaps.length) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d handicaps for references of %d views".formatted(byView.length, handicaps.length));
        }
        return new ReferenceFingerprints(fingerprints, referenceOf, byView.clone());
    }

    /** @return the same references, the i-th picture of a campaign having to do with reference {@code referenceOf[i]} */
    public ReferenceFingerprints assigned(int... referenceOf) {
        return new ReferenceFingerprints(fingerprints, referenceOf.clone(), handicaps);
    }

    /** @return how many pictures have a reference */
    public int pictures() {
        return referenceOf.length;
    }

    /** @return how much farther each view counts than it is, [V]; not written to */
    float[] handicaps() {
        return handicaps;
    }

    /** @return float32 [pictures, V, D], those of the pictures' references */
    NDArray rows(NDManager owner, int[] pictures) {
        return Tensors.rows(owner, fingerprints, Rows.of(referenceOf, pictures));
    }

    /** @return [N, V, D] of all views, in the manager of the first */
    static NDArray stacked(Lpips metric, List<NDArray> views) {
        return of(metric, views.get(0).getManager(), views).fingerprints;
    }

    private static NDArray embed(Lpips metric, NDManager owner, NDArray view) {
        int count = Math.toIntExact(view.getShape().get(0));
        List<NDArray> parts = IntStream.iterate(0, from -> from < count, from -> from + BATCH)
                .mapToObj(from -> embedRange(metric, owner, view, from, Math.min(count, from + BATCH)))
                .toList();
        if (parts.size() == 1) {
            return parts.get(0);
        }
        NDArray all = Tensors.join(parts, 0);
        parts.forEach(NDArray::close);
        return all;
    }

    private static NDArray embedRange(Lpips metric, NDManager owner, NDArray view, int from, int until) {
        try (NDManager scratch = owner.newSubManager()) {
            NDArray batch = view.get(scratch, new NDIndex(from + ":" + until));
            return Gradients.withoutRecording(() -> {
                NDArray fingerprint = metric.fingerprint(PixelScale.tensor(batch));
                fingerprint.attach(owner);
                return fingerprint;
            });
        }
    }
}
