package io.rlpips.local.score;

import io.rlpips.metric.bundle.ViewThresholds;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.view.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How near the pairs were that people reviewed, from a file that {@code review export} wrote. All of them were alerts once:
 * none lay beyond the threshold of its time. Files of earlier releases do not say under which views: their pairs count as
 * seen as they are.
 *
 * @param confirmed distances of copies
 * @param dismissed distances of unrelated pairs
 * @param ofOtherModels pairs whose distance another model measured, which are left out
 */
public record ReviewedDistances(List<Seen> confirmed, List<Seen> dismissed, int ofOtherModels) {
    private static final List<String> NEEDED = List.of("label", "distance", "model");
    private static final List<String> VIEWS = List.of("uploadView", "referenceView");

    /** @param asIs whether both pictures were compared as they are */
    public record Seen(double distance, boolean asIs) {
        private boolean within(ViewThresholds thresholds) {
            return distance <= (asIs ? thresholds.asIs() : thresholds.otherViews());
        }
    }

    /**
     * @param modelId whose distances are wanted
     * @throws RlpipsException INVALID_ARGUMENT naming the line that is wrong
     */
    public static ReviewedDistances read(Path file, String modelId) {
        List<Csv.Row> rows = Csv.read(file);
        List<String> header = rows.isEmpty() ? List.of() : rows.get(0).fields();
        if (!header.containsAll(NEEDED)) {
            throw wrong("%s has no columns %s: is it of 'review export'?".formatted(file, String.join(", ", NEEDED)));
        }
        ReviewedDistances read = new ReviewedDistances(new ArrayList<>(), new ArrayList<>(), 0);
        int others = 0;
        for (Csv.Row row : rows.subList(1, rows.size())) {
            String place = "%s, line %d".formatted(file, row.number());
            if (row.fields().size() != header.size()) {
                throw wrong("%s: needs %d fields".formatted(place, header.size()));
            }
            double distance = distance(row.fields().get(header.indexOf("distance")), place);
            List<Seen> kind = read.of(row.fields().get(header.indexOf("label")), place);
            if (row.fields().get(header.indexOf("model")).equals(modelId)) {
                kind.add(new Seen(distance, asIs(header, row.fields())));
            } else {
                others++;
            }
        }
        return new ReviewedDistances(read.confirmed, read.dismissed, others);
    }

    private static boolean asIs(List<String> header, List<String> fields) {
        return VIEWS.stream()
                .filter(header::contains)
                .map(view -> fields.get(header.indexOf(view)))
                .allMatch(View.AS_IS.label()::equals);
    }

    /** @return how many copies would still be found */
    public long kept(ViewThresholds thresholds) {
        return confirmed.stream().filter(pair -> pair.within(thresholds)).count();
    }

    /** @return how many unrelated pairs would still be alerts */
    public long left(ViewThresholds thresholds) {
        return dismissed.stream().filter(pair -> pair.within(thresholds)).count();
    }

    /** @return what thresholds would make of them, as a JSON object */
    public Map<String, Object> at(ViewThresholds thresholds) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("confirmed", confirmed.size());
        facts.put("confirmedKept", kept(thresholds));
        facts.put("dismissed", dismissed.size());
        facts.put("dismissedLeft", left(thresholds));
        facts.put("ofOtherModels", ofOtherModels);
        return facts;
    }

    private List<Seen> of(String label, String place) {
        return switch (label) {
            case Labels.COPY -> confirmed;
            case Labels.UNRELATED -> dismissed;
            default -> throw wrong("%s: label is '%s', needs copy or unrelated".formatted(place, label));
        };
    }

    private static double distance(String text, String place) {
        double distance = number(text);
        if (!(distance >= 0 && distance < Double.POSITIVE_INFINITY)) {
            throw wrong("%s: distance is '%s', needs a number of at least 0".formatted(place, text));
        }
        return distance;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException none) {
            return Double.NaN;
        }
    }

    private static RlpipsException wrong(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
