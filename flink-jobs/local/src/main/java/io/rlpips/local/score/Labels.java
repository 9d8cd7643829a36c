package io.rlpips.local.score;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the uploads truly are, from a file whose first line is {@code upload,reference} and whatever further columns
 * scores are to be broken down by. An upload may stand on several lines; an empty reference says it is no copy.
 *
 * @param columns names of the further columns
 * @param copies the labelled pairs
 * @param unrelated uploads that are copies of nothing
 */
public record Labels(List<String> columns, List<Copy> copies, Set<String> unrelated) {
    /**
     * One labelled pair.
     *
     * @param values of the further columns, by name
     */
    public record Copy(String upload, String reference, Map<String, String> values) {}

    /** A pair of ids. */
    public record Pair(String upload, String reference) {}

    /** @throws RlpipsException INVALID_ARGUMENT naming the line that is wrong */
    public static Labels read(Path file) {
        return of(Csv.read(file), file.toString());
    }

    static Labels of(List<Csv.Row> rows, String name) {
        List<String> header = rows.isEmpty() ? List.of() : rows.get(0).fields();
        if (header.size() < 2 || !header.subList(0, 2).equals(List.of("upload", "reference"))) {
            throw wrong("%s must begin with the line 'upload,reference' or 'upload,reference,...'".formatted(name));
        }
        List<String> columns = header.subList(2, header.size());
        List<Copy> copies = new ArrayList<>();
        Set<String> unrelated = new LinkedHashSet<>();
        for (Csv.Row row : rows.subList(1, rows.size())) {
            if (row.fields().size() != header.size() || row.fields().get(0).isEmpty()) {
                throw wrong("%s, line %d: needs %d fields, the first not empty"
                        .formatted(name, row.number(), header.size()));
            }
            if (row.fields().get(1).isEmpty()) {
                unrelated.add(row.fields().get(0));
            } else {
                copies.add(copy(columns, row.fields()));
            }
        }
        Labels labels = new Labels(List.copyOf(columns), copies, unrelated);
        labels.requireConsistent(name);
        return labels;
    }

    /**
     * @throws RlpipsException INVALID_ARGUMENT when a label names an upload or reference that is not there: a
     *     misspelt path would otherwise count as a miss
     */
    public void requireKnown(Set<String> uploads, Set<String> references) {
        for (Copy copy : copies) {
            if (!references.contains(copy.reference())) {
                throw wrong("the labels name reference '%s', which is not in the folder".formatted(copy.reference()));
            }
        }
        for (String upload : uploads()) {
            if (!uploads.contains(upload)) {
                throw wrong("the labels name upload '%s', which is not in the folder".formatted(upload));
            }
        }
    }

    /** @return the labels of the uploads given, others left out */
    public Labels restrictedTo(Set<String> uploads) {
        return new Labels(
                columns,
                copies.stream().filter(copy -> uploads.contains(copy.upload())).toList(),
                unrelated.stream().filter(uploads::contains).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** @return every upload that has a label */
    public Set<String> uploads() {
        Set<String> uploads = copies.stream().map(Copy::upload).collect(Collectors.toCollection(LinkedHashSet::new));
        uploads.addAll(unrelated);
        return uploads;
    }

    public Set<Pair> pairs() {
        return copies.stream()
                .map(copy -> new Pair(copy.upload(), copy.reference()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void requireConsistent(String name) {
        for (Copy copy : copies) {
            if (unrelated.contains(copy.upload())) {
                throw wrong("%s: upload '%s' is labelled both a copy and unrelated".formatted(name, copy.upload()));
            }
        }
        if (pairs().size() < copies.size()) {
            throw wrong("%s: a pair of upload and reference is labelled twice".formatted(name));
        }
    }

    private static Copy copy(List<String> columns, List<String> fields) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i), fields.get(i + 2));
        }
        return new Copy(fields.get(0), fields.get(1), values);
    }

    private static RlpipsException wrong(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
