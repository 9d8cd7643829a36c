package io.rlpips.local.report;

import io.rlpips.local.score.Labels;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.Scores;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.Outcome;
import io.rlpips.local.session.Picture;
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
 */
public record Run(
        String title,
        Map<String, Picture> references,
        Map<String, Picture> uploads,
        Detection.Result result,
        Optional<Labels> labels) {
    public static Run of(
            String title,
            List<Picture> references,
            List<Picture> uploads,
            Detection.Result result,
            Optional<Labels> labels) {
        return new Run(title, byId(references), byId(uploads), result, labels);
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
