package io.rlpips.local.score;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How near the pairs were that people reviewed, from a file that {@code review export} wrote. All of them were alerts once:
 * none lay beyond the threshold of its time.
 *
 * @param confirmed distances of copies
 * @param dismissed distances of unrelated pairs
 * @param ofOtherModels pairs whose distance another model measured, which are left out
 */
public record ReviewedDistances(List<Double> confirmed, List<Double> dismissed, int ofOtherModels) {
    private static final List<String> NEEDED = List.of("label", "distance", "model");

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
            List<Double> kind = read.of(row.fields().get(header.indexOf("label")), place);
            if (row.fields().get(header.indexOf("model")).equals(modelId)) {
                kind.add(distance);
            } else {
                others++;
            }
        }
        return new ReviewedDistances(read.confirmed, read.dismissed, others);
    }

    /** @return how many copies a threshold would still find */
    public long kept(double threshold) {
        return confirmed.stream().filter(distance -> distance <= threshold).count();
    }

    /** @return how many unrelated pairs would still be alerts */
    public long left(double threshold) {
        return dismissed.stream().filter(distance -> distance <= threshold).count();
    }

    /** @return what a threshold would make of them, as a JSON object */
    public Map<String, Object> at(double threshold) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("confirmed", confirmed.size());
        facts.put("confirmedKept", kept(threshold));
        facts.put("dismissed", dismissed.size());
        facts.put("dismissedLeft", left(threshold));
        facts.put("ofOtherModels", ofOtherModels);
        return facts;
    }

    private List<Double> of(String label, String place) {
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
