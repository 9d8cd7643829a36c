package io.rlpips.local.report;

import io.rlpips.local.replay.Comparison;
import io.rlpips.local.replay.RecordedPictures;
import io.rlpips.local.score.Labels;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.Scores;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.Reject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A finished pass of the pipeline and what it was about.
 *
 * @param title for people
 * @param references by id
 * @param uploads by id
 * @param labels what the uploads truly are, where that is known
 * @param replay what is known of a run that judged recorded uploads again
 */
public record Run(
        String title,
        Map<String, Picture> references,
        Map<String, Picture> uploads,
        Detection.Result result,
        Optional<Labels> labels,
        Optional<Replay> replay) {
    /**
     * Of a run over recorded uploads.
     *
     * @param others rejects of records that are no uploads
     * @param pictures of the time
     * @param visibilityDelay after which a reference is seen
     */
    public record Replay(
            Comparison comparison, List<Reject> others, RecordedPictures pictures, Duration visibilityDelay) {}

    public static Run of(
            String title,
            List<Picture> references,
            List<Picture> uploads,
            Detection.Result result,
            Optional<Labels> labels) {
        return new Run(title, byId(references), byId(uploads), result, labels, Optional.empty());
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

    private static Optional<Picture> readable(Optional<Picture> picture) {
        try {
            return picture.map(known -> Picture.inMemory(known.id(), known.bytes()));
        } catch (RlpipsException gone) {
            return Optional.empty();
        }
    }

    /** @return the pairs for which an alert was raised */
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
