package io.rlpips.local.score;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the uploads truly are, from a file whose first line is {@code upload,reference} and whatever further columns
 * scores are to be broken down by. An upload may stand on several lines; an empty reference says it is no copy.
 *
 * <p>A column {@code label}, as exported reviews have it, says of each line whether the pair is a {@code copy} or {@code
 * unrelated}. Then pairs were judged one by one, and nothing is known of a pair that no line names.
 *
 * @param columns names of the further columns
 * @param copies the labelled pairs
 * @param unrelated uploads that are copies of nothing
 * @param dismissed pairs that are no copies, where pairs were judged one by one; else empty: all others of a labelled
 *     upload are none
 */
public record Labels(List<String> columns, List<Copy> copies, Set<String> unrelated, Optional<Set<Pair>> dismissed) {
    private static final String LABEL = "label";
    static final String COPY = "copy";
    static final String UNRELATED = "unrelated";
    /** Columns of exported reviews that are another on nearly every line: no breakdown. */
    private static final Set<String> FACTS = Set.of("distance", "alert", "uploadSha256");

    /** Of uploads whose copies are all named. */
    public Labels(List<String> columns, List<Copy> copies, Set<String> unrelated) {
        this(columns, copies, unrelated, Optional.empty());
    }

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
        for (Csv.Row row : rows.subList(1, rows.size())) {
            if (row.fields().size() != header.size() || row.fields().get(0).isEmpty()) {
                throw wrong("%s, line %d: needs %d fields, the first not empty"
                        .formatted(name, row.number(), header.size()));
            }
        }
        List<Csv.Row> lines = rows.subList(1, rows.size());
        int label = header.subList(2, header.size()).indexOf(LABEL) + 2;
        Labels labels = label < 2 ? ofCopies(header, lines) : ofPairs(header, label, lines, name);
        labels.requireConsistent(name);
        return labels;
    }

    private static Labels ofCopies(List<String> header, List<Csv.Row> lines) {
        List<String> columns = header.subList(2, header.size());
        List<Copy> copies = new ArrayList<>();
        Set<String> unrelated = new LinkedHashSet<>();
        for (Csv.Row row : lines) {
            if (row.fields().get(1).isEmpty()) {
                unrelated.add(row.fields().get(0));
            } else {
                copies.add(copy(header, columns, row.fields()));
            }
        }
        return new Labels(List.copyOf(columns), copies, unrelated);
    }

    private static Labels ofPairs(List<String> header, int label, List<Csv.Row> lines, String name) {
        List<String> columns = header.subList(2, header.size()).stream()
                .filter(column -> !column.equals(LABEL) && !FACTS.contains(column))
                .toList();
        Map<Pair, Copy> copies = new LinkedHashMap<>();
        Set<Pair> dismissed = new LinkedHashSet<>();
        Set<String> unrelated = new LinkedHashSet<>();
        for (Csv.Row row : lines) {
            Pair pair = new Pair(row.fields().get(0), row.fields().get(1));
            boolean copy = isCopy(row.fields().get(label), name, row.number());
            if (pair.reference().isEmpty()) {
                requireLine(!copy, "an empty reference is labelled a copy", name, row.number());
                unrelated.add(pair.upload());
                continue;
            }
            requireLine(
                    !(copy ? dismissed.contains(pair) : copies.containsKey(pair)),
                    "upload '%s' and reference '%s' are labelled both a copy and unrelated"
                            .formatted(pair.upload(), pair.reference()),
                    name,
                    row.number());
            if (copy) {
                copies.putIfAbsent(pair, copy(header, columns, row.fields()));
            } else {
                dismissed.add(pair);
            }
        }
        return new Labels(columns, List.copyOf(copies.values()), unrelated, Optional.of(dismissed));
    }

    private static boolean isCopy(String label, String name, int line) {
        requireLine(
                label.equals(COPY) || label.equals(UNRELATED),
                "label is '%s', needs %s or %s".formatted(label, COPY, UNRELATED),
                name,
                line);
        return label.equals(COPY);
    }

    private static void requireLine(boolean holds, String complaint, String name, int line) {
        if (!holds) {
            throw wrong("%s, line %d: %s".formatted(name, line, complaint));
        }
    }

    /**
     * @throws RlpipsException INVALID_ARGUMENT when a label names an upload or reference that is not there: a
     *     misspelt path would otherwise count as a miss
     */
    public void requireKnown(Set<String> uploads, Set<String> references) {
        for (Pair pair : judged()) {
            if (!references.contains(pair.reference())) {
                throw wrong("the labels name reference '%s', which is not in the folder".formatted(pair.reference()));
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
                unrelated.stream().filter(uploads::contains).collect(Collectors.toCollection(LinkedHashSet::new)),
                dismissed.map(pairs -> pairs.stream()
                        .filter(pair -> uploads.contains(pair.upload()))
                        .collect(Collectors.toCollection(LinkedHashSet::new))));
    }

    /** @return every upload that has a label */
    public Set<String> uploads() {
        Set<String> uploads = judged().stream().map(Pair::upload).collect(Collectors.toCollection(LinkedHashSet::new));
        uploads.addAll(unrelated);
        return uploads;
    }

    /** @return uploads of which everything is known: their pairs that are no labelled copies are none */
    public Set<String> wholly() {
        return dismissed.isPresent() ? unrelated : uploads();
    }

    public Set<Pair> pairs() {
        return copies.stream()
                .map(copy -> new Pair(copy.upload(), copy.reference()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** @return what says of a pair that is no labelled copy whether its match is wrong; of others nobody knows */
    public Predicate<Pair> refuting() {
        Set<String> uploads = wholly();
        Set<Pair> copies = pairs();
        Set<Pair> single = dismissed.orElse(Set.of());
        return pair -> single.contains(pair) || (uploads.contains(pair.upload()) && !copies.contains(pair));
    }

    /** The pairs that lines name, copies or not. */
    private Set<Pair> judged() {
        Set<Pair> judged = pairs();
        dismissed.ifPresent(judged::addAll);
        return judged;
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

    private static Copy copy(List<String> header, List<String> columns, List<String> fields) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 2; i < header.size(); i++) {
            if (columns.contains(header.get(i))) {
                values.put(header.get(i), fields.get(i));
            }
        }
        return new Copy(fields.get(0), fields.get(1), values);
    }

    private static RlpipsException wrong(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
