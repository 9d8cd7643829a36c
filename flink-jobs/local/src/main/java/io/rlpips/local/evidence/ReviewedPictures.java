package io.rlpips.local.evidence;

import io.rlpips.local.replay.RecordedPictures;
import io.rlpips.local.session.Picture;
import io.rlpips.local.session.ReviewedPairs.ReviewedPair;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.training.data.JudgedBy;
import io.rlpips.training.data.SetManifest;
import io.rlpips.training.triplet.TrialWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reviewed alerts as a set that people judged, in the layout of BAPPS. Every pair is a trial of {@code jnd/val/reviewed}:
 * the reference and the upload, under the views that were compared, and whether they are the same. Where a reference has
 * alerts of both kinds, {@code 2afc/train/reviewed} has it with a confirmed and a dismissed upload, of which the confirmed
 * one is nearer. For one thread.
 */
public final class ReviewedPictures {
    private static final String PAIRS = "jnd/val/reviewed";
    private static final String TRIPLETS = "2afc/train/reviewed";
    private static final String HOW =
            "reviews of alerts: confirmed is the same, dismissed is not; the triplets are of the"
                    + " same pictures as the pairs, so one says little of what was learnt from the other";
    private static final float SAME = 1;
    private static final float DIFFERENT = 0;
    private static final float THE_FIRST = 0;

    private final Path root;
    private final RecordedPictures recorded;
    private final DetectedPictures views = new DetectedPictures(Canonicaliser.MASTER_SIZE);
    private int pairs;
    private int triplets;
    private int without;

    /**
     * What was written.
     *
     * @param without pairs that are not part of it, because a picture is not kept any more or not allowed to be read
     */
    public record Counts(int pairs, int triplets, int without) {}

    /** Pictures that were compared, and what people found. */
    private record Compared(RgbImage reference, RgbImage upload, boolean same) {}

    /** What the pairs of a triplet have in common. */
    private record Seen(String referenceId, String at, String view) {
        static Seen of(Alert alert) {
            return new Seen(alert.getReferenceId(), alert.getReference().toString(), alert.getReferenceView());
        }
    }

    private ReviewedPictures(Path root, RecordedPictures recorded) {
        this.root = root;
        this.recorded = recorded;
    }

    /**
     * @param root new or empty
     * @param recorded where uploads and references are looked up
     * @throws RlpipsException INVALID_ARGUMENT where there is something in the folder; INTERNAL where it cannot be written
     */
    public static Counts write(Path root, List<ReviewedPair> reviewed, RecordedPictures recorded) {
        requireEmpty(root);
        return new ReviewedPictures(root, recorded).write(reviewed);
    }

    /** Reference by reference: no more than the pictures of one are held. */
    private Counts write(List<ReviewedPair> reviewed) {
        Map<Seen, List<ReviewedPair>> byReference = new LinkedHashMap<>();
        reviewed.forEach(pair -> byReference
                .computeIfAbsent(Seen.of(pair.alert()), any -> new ArrayList<>())
                .add(pair));
        for (List<ReviewedPair> ofReference : byReference.values()) {
            List<Compared> compared = ofReference.stream()
                    .map(this::compared)
                    .flatMap(Optional::stream)
                    .toList();
            without += ofReference.size() - compared.size();
            writePairs(compared);
            writeTriplets(compared);
        }
        Map<String, Integer> counts = new TreeMap<>();
        counts.put(PAIRS, pairs);
        counts.put(TRIPLETS, triplets);
        counts.values().removeIf(count -> count == 0);
        new SetManifest(
                        JudgedBy.PEOPLE,
                        HOW,
                        0,
                        List.of("recorded uploads", "references"),
                        Canonicaliser.MASTER_SIZE,
                        counts)
                .write(root);
        return new Counts(pairs, triplets, without);
    }

    private void writePairs(List<Compared> compared) {
        for (Compared pair : compared) {
            TrialWriter.pairs(root.resolve(PAIRS))
                    .write(pairs++, List.of(pair.reference(), pair.upload()), pair.same() ? SAME : DIFFERENT);
        }
    }

    /** As many as there are of the more frequent kind. */
    private void writeTriplets(List<Compared> compared) {
        List<Compared> same = compared.stream().filter(Compared::same).toList();
        List<Compared> different =
                compared.stream().filter(pair -> !pair.same()).toList();
        int most = same.isEmpty() || different.isEmpty() ? 0 : Math.max(same.size(), different.size());
        for (int i = 0; i < most; i++) {
            Compared near = same.get(i % same.size());
            Compared far = different.get(i % different.size());
            TrialWriter.triplets(root.resolve(TRIPLETS))
                    .write(triplets++, List.of(near.reference(), near.upload(), far.upload()), THE_FIRST);
        }
    }

    private Optional<Compared> compared(ReviewedPair pair) {
        Alert alert = pair.alert();
        Optional<Picture> reference = recorded.reference(alert.getReferenceId(), alert.getVisibilityTimeMillis());
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] upload =
                    recorded.upload(alert.getUploadId(), alert.getUpload()).bytes();
            if (!alert.getUploadSha256().isEmpty() && !alert.getUploadSha256().equals(Sha256.of(upload))) {
                return Optional.empty();
            }
            return Optional.of(new Compared(
                    views.reference(reference.get().bytes(), alert.getReferenceView()),
                    views.upload(upload, alert.getUploadView()),
                    pair.review().getDecision() == ReviewDecision.CONFIRMED));
        } catch (RlpipsException gone) {
            // Counted: uploads go with their retention, claim checks with whoever keeps them.
            return Optional.empty();
        }
    }

    private static void requireEmpty(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> entries = Files.list(root)) {
            if (entries.findAny().isPresent()) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT, root + " is not empty; a set is written into a new folder");
            }
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, root + " cannot be written to: " + unreadable, unreadable);
        }
    }
}
