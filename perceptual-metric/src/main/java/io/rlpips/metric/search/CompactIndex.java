package io.rlpips.metric.search;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.CompactProjector;
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.projection.Projection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * An exact search that keeps a few hundred bytes a row instead of the whole fingerprint: what it returns is what
 * comparing the query with every visible row would return.
 *
 * <p>Filter: two tiers of {@link CompactTiers} leave only rows whose distance could lie within the radius; every rounding
 * is carried in their bounds, so nothing is missed. Refine: of what is left the whole fingerprints are compared, in
 * float32 to see what is far away ({@link FloatSquares}), then by direct difference in float64, and only those distances
 * are compared and returned.
 *
 * <p>Rows carry the interval in which they are visible; ended rows stay until {@link #forgetEndedBefore}. Not
 * thread-safe: one owner, who closes it.
 */
public final class CompactIndex implements RowIndex {
    private static final int QUERIES_AT_ONCE = 256;
    private static final int MEASURED_AT_ONCE = 64;
    /** The rows that more of them rule out are compared in float16 in less time than projecting a query onto more takes. */
    private static final int DIRECTIONS_BESIDE_WHOLE = 112;

    private static final float[] NOT_NEEDED = {};
    private final int pointLength;
    /** Absent where callers bring compact rows of their own. */
    private final Optional<CompactProjector> projector;

    private final FingerprintSource fingerprints;
    private final CompactTiers compact;
    /** Absent until a row comes with its whole fingerprint. */
    private Optional<HalfPrecisionRows> resident = Optional.empty();

    private final FloatSquares squares = new FloatSquares();
    private final RowTable table = new RowTable();
    private long comparisons;
    private long survivors;
    private long measured;

    /**
     * @param fingerprints of the rows that were added, when they have to be measured; stays the caller's
     */
    public CompactIndex(Projection projection, FingerprintSource fingerprints) {
        this(projection.dimensions() + 1, Optional.of(new CompactProjector(projection)), fingerprints);
    }

    /**
     * An index whose rows and queries all come with their compact rows: only the methods that take one can be used.
     *
     * @param pointLength coordinates of each
     * @param fingerprints of the rows that were added, when they have to be measured; stays the caller's
     */
    public CompactIndex(int pointLength, FingerprintSource fingerprints) {
        this(pointLength, Optional.empty(), fingerprints);
    }

    private CompactIndex(int pointLength, Optional<CompactProjector> projector, FingerprintSource fingerprints) {
        this.pointLength = pointLength;
        this.projector = projector;
        this.fingerprints = fingerprints;
        this.compact = new CompactTiers(pointLength);
    }

    /**
     * @param pointLength coordinates of each row
     * @return bytes that the numbers of a row take, without its entry in the table
     */
    public static int rowBytes(int pointLength) {
        return CompactTiers.rowBytes(pointLength);
    }

    /** @return bytes that a row takes in addition when its whole fingerprint is kept in float16 */
    public static int wholeRowBytes(int fingerprintLength) {
        return HalfPrecisionRows.rowBytes(fingerprintLength);
    }

    /**
     * @param directions of a projection
     * @return how many of them an index does best with that keeps whole fingerprints, for {@link CompactProjector}
     */
    public static int directionsBesideWhole(int directions) {
        return Math.min(directions, DIRECTIONS_BESIDE_WHOLE);
    }

    /** @return the compact rows of fingerprints, for {@link #add} and for keeping */
    public List<CompactRow> compact(List<float[]> wholeFingerprints) {
        for (float[] fingerprint : wholeFingerprints) {
            requireFinite(fingerprint);
        }
        return projector
                .orElseThrow(() -> new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT, "this index has no projection of its own"))
                .compact(wholeFingerprints);
    }

    @Override
    public void add(RowKey key, CompactRow row, Validity validity) {
        put(key, row, validity);
    }

    private int put(RowKey key, CompactRow row, Validity validity) {
        if (row.point().length != pointLength) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "row of reference %s has %d coordinates, the index has %d"
                            .formatted(key.referenceId(), row.point().length, pointLength));
        }
        int slot = table.add(key, validity);
        compact.set(slot, row);
        return slot;
    }

    /**
     * The same with the whole fingerprint at hand, which is kept in float16 where memory allows: two bytes a value. It
     * rules out nearly all rows that the compact ones cannot, without a look at their {@link FingerprintSource}.
     *
     * @param fingerprint of the row; not kept itself
     */
    public void add(RowKey key, CompactRow row, Validity validity, float[] fingerprint) {
        requireFinite(fingerprint);
        int slot = put(key, row, validity);
        if (resident.isEmpty()) {
            resident = Optional.of(new HalfPrecisionRows(fingerprint.length));
        }
        resident.get().set(slot, fingerprint);
    }

    @Override
    public void end(String referenceId, long moment) {
        table.end(referenceId, moment);
    }

    @Override
    public void forgetEndedBefore(long moment) {
        table.forgetEndedBefore(moment, slot -> {
            resident.ifPresent(rows -> rows.forget(slot));
            table.free(slot);
        });
    }

    /** @return for each query all visible rows at most its radius away, in {@link Neighbour#ORDER} */
    public List<List<Neighbour>> within(List<Query> queries) {
        return within(queries, compact(queries.stream().map(Query::fingerprint).toList()));
    }

    @Override
    public List<List<Neighbour>> within(List<Query> queries, List<CompactRow> rows) {
        queries.forEach(CompactIndex::requireRadius);
        List<List<Neighbour>> found = new ArrayList<>();
        for (int first = 0; first < queries.size(); first += QUERIES_AT_ONCE) {
            int end = Math.min(queries.size(), first + QUERIES_AT_ONCE);
            found.addAll(withinBatch(queries.subList(first, end), rows.subList(first, end)));
        }
        return found;
    }

    /** @return all visible rows at most {@code radius} away, in {@link Neighbour#ORDER} */
    public List<Neighbour> within(float[] query, double radius, long asOf) {
        return within(List.of(new Query(query, radius, asOf))).get(0);
    }

    /**
     * The nearest row however far it is. Rows are measured in the order of their lower bounds until the next bound is
     * beyond the best: for analysis, it measures far more rows than {@link #within}.
     *
     * @return ties by {@link Neighbour#ORDER}; empty when none is visible
     */
    public Optional<Neighbour> nearest(float[] query, long asOf) {
        return nearest(query, compact(List.of(query)).get(0), asOf);
    }

    @Override
    public Optional<Neighbour> nearest(float[] query, CompactRow row, long asOf) {
        record Bounded(int slot, double least) {}
        List<Bounded> order = new ArrayList<>();
        for (int slot = 0; slot < table.slots(); slot++) {
            if (table.visible(slot, asOf)) {
                order.add(new Bounded(slot, compact.lowerBound(row, slot)));
            }
        }
        order.sort(Comparator.comparingDouble(Bounded::least));
        Optional<Neighbour> best = Optional.empty();
        for (int first = 0; first < order.size(); first += MEASURED_AT_ONCE) {
            double reach = best.map(Neighbour::distance).orElse(Double.POSITIVE_INFINITY);
            if (order.get(first).least() > reach) {
                break;
            }
            List<Integer> next = order.subList(first, Math.min(order.size(), first + MEASURED_AT_ONCE)).stream()
                    .map(Bounded::slot)
                    .toList();
            for (Neighbour neighbour : measured(query, next)) {
                if (best.isEmpty() || Neighbour.ORDER.compare(neighbour, best.get()) < 0) {
                    best = Optional.of(neighbour);
                }
            }
        }
        return best;
    }

    @Override
    public int visibleRows(long asOf) {
        return table.visibleRows(asOf);
    }

    @Override
    public int rows() {
        return table.rows();
    }

    /** @return pairs of query and row that were compared by {@link #within} so far */
    public long comparisons() {
        return comparisons;
    }

    /** @return those of them that the first tier of the compact rows did not rule out */
    public long firstSurvivors() {
        return compact.firstSurvivors();
    }

    /** @return those of them that the compact rows did not rule out */
    public long survivors() {
        return survivors;
    }

    /** @return those of them that had to be measured by whole fingerprints */
    public long measured() {
        return measured;
    }

    @Override
    public void close() {
        projector.ifPresent(CompactProjector::close);
    }

    private List<List<Neighbour>> withinBatch(List<Query> queries, List<CompactRow> rows) {
        List<List<Integer>> slots = filter(queries, rows);
        resident.ifPresent(kept -> ruleOut(kept, queries, slots));
        measured += slots.stream().mapToLong(List::size).sum();
        return refined(queries, slots);
    }

    /** Row by row and not query by query: a row that several queries want is made once, and few are held at a time. */
    private List<List<Neighbour>> refined(List<Query> queries, List<List<Integer>> slots) {
        Map<Integer, List<Integer>> wanted = new TreeMap<>();
        List<float[]> asked = new ArrayList<>();
        List<List<Neighbour>> found = new ArrayList<>();
        for (int query = 0; query < queries.size(); query++) {
            for (int slot : slots.get(query)) {
                wanted.computeIfAbsent(slot, first -> new ArrayList<>()).add(query);
            }
            asked.add(
                    slots.get(query).isEmpty() ? NOT_NEEDED : queries.get(query).fingerprint());
            found.add(new ArrayList<>());
        }
        eachWhole(new ArrayList<>(wanted.keySet()), (slot, whole) -> {
            for (int query : wanted.get(slot)) {
                double radius = queries.get(query).radius();
                if (!squares.mayBeWithin(asked.get(query), whole, radius)) {
                    continue;
                }
                Neighbour neighbour = neighbour(asked.get(query), slot, whole);
                if (neighbour.distance() <= radius) {
                    found.get(query).add(neighbour);
                }
            }
        });
        found.forEach(ofQuery -> ofQuery.sort(Neighbour.ORDER));
        return found;
    }

    /** @return for each query the visible rows that may lie within its radius */
    private List<List<Integer>> filter(List<Query> queries, List<CompactRow> rows) {
        List<List<Integer>> slots =
                queries.stream().<List<Integer>>map(query -> new ArrayList<>()).toList();
        compact.within(rows, queries.stream().mapToDouble(Query::radius).toArray(), (query, slot) -> {
            if (table.visible(slot, queries.get(query).asOf())) {
                slots.get(query).add(slot);
            }
        });
        comparisons += (long) queries.size() * table.rows();
        survivors += slots.stream().mapToLong(List::size).sum();
        return slots;
    }

    private static void ruleOut(HalfPrecisionRows kept, List<Query> queries, List<List<Integer>> slots) {
        for (int i = 0; i < queries.size(); i++) {
            if (!slots.get(i).isEmpty()) {
                Query query = queries.get(i);
                float[] fingerprint = query.fingerprint();
                slots.get(i).removeIf(slot -> kept.has(slot) && !kept.mayBeWithin(slot, fingerprint, query.radius()));
            }
        }
    }

    private void eachWhole(List<Integer> slots, BiConsumer<Integer, float[]> visitor) {
        for (int first = 0; first < slots.size(); first += MEASURED_AT_ONCE) {
            List<Integer> part = slots.subList(first, Math.min(slots.size(), first + MEASURED_AT_ONCE));
            List<float[]> whole =
                    fingerprints.fingerprints(part.stream().map(table::key).toList());
            for (int i = 0; i < part.size(); i++) {
                visitor.accept(part.get(i), whole.get(i));
            }
        }
    }

    private List<Neighbour> measured(float[] query, List<Integer> slots) {
        List<Neighbour> neighbours = new ArrayList<>();
        eachWhole(slots, (slot, whole) -> neighbours.add(neighbour(query, slot, whole)));
        return neighbours;
    }

    private Neighbour neighbour(float[] query, int slot, float[] whole) {
        RowKey key = table.key(slot);
        return new Neighbour(key.referenceId(), key.version(), key.view(), SquaredDistance.between(query, whole));
    }

    private static void requireRadius(Query query) {
        if (!(query.radius() >= 0)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "search radius " + query.radius() + ", needs at least 0");
        }
    }

    private static void requireFinite(float[] fingerprint) {
        for (float value : fingerprint) {
            if (!Float.isFinite(value)) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, "fingerprint has the value " + value);
            }
        }
    }
}
