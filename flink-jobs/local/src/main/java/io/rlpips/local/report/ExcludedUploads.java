package io.rlpips.local.report;

import io.rlpips.local.session.Outcome;
import io.rlpips.schemas.SilencedMatch;
import io.rlpips.schemas.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Uploads that raised no alert because an excluding bank matches them, with both matches, as text ready to be set. */
final class ExcludedUploads {
    private static final int MOST_ROWS = 200;
    /** Of one upload; all of them are in {@code verdicts.jsonl}. */
    private static final int MOST_SILENCED = 5;

    private ExcludedUploads() {}

    static Map<String, Object> of(Run run) {
        List<Verdict> excluded = run.result().outcomes().stream()
                .map(Outcome::verdict)
                .flatMap(verdict -> verdict.stream())
                .filter(verdict -> verdict.getExcludingMatch() != null)
                .toList();
        return Map.of(
                "hasExcluded",
                !excluded.isEmpty(),
                "excluded",
                excluded.stream().limit(MOST_ROWS).map(ExcludedUploads::row).toList(),
                "excludedLeftOut",
                excluded.size() > MOST_ROWS ? "%d of %d are shown".formatted(MOST_ROWS, excluded.size()) : "");
    }

    private static Map<String, Object> row(Verdict verdict) {
        Map<String, Object> row = match(verdict.getExcludingMatch());
        row.put("upload", PageText.shortened(verdict.getUploadId()));
        row.put(
                "silenced",
                verdict.getExcludedMatches().stream()
                        .limit(MOST_SILENCED)
                        .map(ExcludedUploads::match)
                        .toList());
        return row;
    }

    private static Map<String, Object> match(SilencedMatch match) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("reference", PageText.shortened(match.getReferenceId()));
        view.put("bank", PageText.shortened(match.getBank()));
        view.put("value", PairView.number(match.getDistance()));
        view.put(
                "distance",
                "%s / %s".formatted(PairView.number(match.getDistance()), PairView.number(match.getThreshold())));
        return view;
    }
}
