package io.rlpips.local.report;

import io.rlpips.detector.configuration.ViewNames;
import io.rlpips.local.replay.Comparison;
import io.rlpips.local.replay.Difference;
import io.rlpips.local.replay.RecordedPictures;
import io.rlpips.local.score.Labels;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.Scores;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.view.View;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A finished pass of the pipeline and what it was about.
 *
 * @param title for people
 * @param references by id
 * @param uploads by id
 * @param labels what the uploads truly are, where that is known
 * @param replay what is known of a run that judged recorded uploads again
 * @param views that references are searched under besides as they are; of a replay those they were recorded with count
 */
public record Run(
        String title,
        Map<String, Picture> references,
        Map<String, Picture> uploads,
        Detection.Result result,
        Optional<Labels> labels,
        Optional<Replay> replay,
        List<View> views) {
    /**
     * Of a run over recorded uploads.
     *
     * @param others rejects of records that are no uploads
     * @param pictures of the time
     * @param visibilityDelay after which a reference is seen
     */
    public record Replay(
            Comparison comparison, List<Reject> others, RecordedPictures pictures, Duration visibilityDelay) {
        /** Of the visibility clock, as the range ends. */
        long lastMomentMillis() {
            return comparison.range().untilMillis() - visibilityDelay.toMillis();
        }
    }

    public static Run of(
            String title,
            List<Picture> references,
            List<Picture> uploads,
            Detection.Result result,
            Optional<Labels> labels) {
        return new Run(title, byId(references), byId(uploads), result, labels, Optional.empty(), List.of());
    }

    /** @param names of views, as the command line has them */
    public Run searchedUnder(List<String> names) {
        List<View> seen = ViewNames.labels(names).stream().map(View::named).toList();
        return new Run(title, references, uploads, result, labels, replay, seen);
    }

    /**
     * @return how much farther other views than both pictures as they are count than they are; 0 in a replay, where every
     *     bank may have thresholds of its own
     */
    double handicap() {
        return replay.isPresent() ? 0 : Math.max(0, result.thresholds().handicap());
    }

    /** @return the views that a reference is searched under, first as it is */
    List<View> viewsOf(String referenceId) {
        List<View> besides = replay.map(known -> known.pictures().views(referenceId, known.lastMomentMillis()))
                .orElse(views);
        return Stream.concat(Stream.of(View.AS_IS), besides.stream().filter(view -> view != View.AS_IS))
                .toList();
    }

    /** @return the upload of an alert as it was sent, where its picture is there */
    Optional<Picture> uploadOf(Alert alert) {
        return readable(replay.map(known -> known.pictures().upload(alert.getUploadId(), alert.getUpload()))
                .or(() -> Optional.ofNullable(uploads.get(alert.getUploadId()))));
    }

    /** @return the reference of an alert as it was when it matched, where its picture is there */
    Optional<Picture> referenceOf(Alert alert) {
        return readable(
                replay.isPresent()
                        ? replay.get().pictures().reference(alert.getReferenceId(), alert.getVisibilityTimeMillis())
                        : Optional.ofNullable(references.get(alert.getReferenceId())));
    }

    /** @return the upload of a replay's difference, where its picture is there */
    Optional<Picture> uploadOf(Difference difference) {
        return readable(replay.map(known -> known.pictures().upload(difference.uploadId(), difference.upload())));
    }

    /** @return the reference of a replay's difference as the upload saw it, where its picture is there */
    Optional<Picture> referenceOf(Difference difference) {
        return readable(replay.flatMap(known -> known.pictures()
                .reference(
                        difference.referenceId(),
                        difference.uploadBrokerTimeMillis()
                                - known.visibilityDelay().toMillis())));
    }

    private static Optional<Picture> readable(Optional<Picture> picture) {
        try {
            return picture.map(known -> Picture.inMemory(known.id(), known.bytes()));
        } catch (RlpipsException gone) {
            return Optional.empty();
        }
    }

    /** @return the pairs that match, also those that raise no alert of their own */
    public Set<Pair> alertedPairs() {
        Set<Pair> pairs = new LinkedHashSet<>();
        for (Outcome outcome : result.outcomes()) {
            outcome.alerts().forEach(alert -> pairs.add(new Pair(outcome.uploadId(), alert.getReferenceId())));
        }
        return pairs;
    }

    public Optional<Scores> scores() {
        return labels.map(known -> Scores.of(known, alertedPairs()));
    }

    private static Map<String, Picture> byId(List<Picture> pictures) {
        Map<String, Picture> byId = new LinkedHashMap<>();
        pictures.forEach(picture -> byId.put(picture.id(), picture));
        return byId;
    }
}
