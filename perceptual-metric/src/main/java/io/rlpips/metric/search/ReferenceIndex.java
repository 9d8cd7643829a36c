package io.rlpips.metric.search;

import io.rlpips.metric.engine.RowMatrix;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An exact search over fingerprints: what it returns is what comparing the query with every visible row would return.
 *
 * <p>One matrix product gives the inner products q.b of a query with all rows, and |q|^2 + |b|^2 - 2 q.b is the squared
 * distance but for rounding. That form cancels for near-duplicates, so it only selects: a row is left out when even the
 * smallest distance the rounding allows is above the radius. The rows that stay are measured by direct difference in
 * float64, and only those values are compared, returned and published. A float32 product of n terms is off by at most
 * n u / (1 - n u) |q| |b| with u = 2^-24, in whatever order they are added (Higham, Accuracy and Stability of Numerical
 * Algorithms, section 3.1).
 *
 * <p>Rows carry the interval in which they are visible; ended rows stay until {@link #forgetEndedBefore}. Not
 * thread-safe: one owner, who closes it.
 */
public final class ReferenceIndex implements AutoCloseable {
    private static final int ROWS_PER_BLOCK = 64;

    private static final double FLOAT_UNIT_ROUNDOFF = 0x1p-24;

    private final int dimensions;
    private final double relativeProductError;
    private final RowMatrix matrix;
    private final List<Slot> slots = new ArrayList<>();
    private final Deque<Integer> freeSlots = new ArrayDeque<>();
    private final Map<String, List<Integer>> slotsOfReference = new HashMap<>();

    /**
     * The fingerprint is in the matrix alone.
     *
     * @param key empty when the slot waits for a new row
     */
    private record Slot(Optional<RowKey> key, Validity validity, double squaredNorm) {
        static final Slot FREE = new Slot(Optional.empty(), new Validity(0, 0), 0);

        boolean visible(long asOf) {
            return key.isPresent() && validity.contains(asOf);
        }
    }

    /** @param dimensions floats a fingerprint, at least 1 */
    public ReferenceIndex(int dimensions) {
        this.dimensions = dimensions;
        this.matrix = new RowMatrix(dimensions, ROWS_PER_BLOCK);
        double terms = dimensions * FLOAT_UNIT_ROUNDOFF;
        this.relativeProductError = terms / (1 - terms);
    }

    /**
     * Adds a row beside all others; nothing is replaced by it.
     *
     * @throws RlpipsException INVALID_ARGUMENT for a fingerprint of another length or with a value that is not finite
     */
    public void add(IndexedRow row) {
        requireFingerprint(row.fingerprint(), "row of reference " + row.referenceId());
        int slot = freeSlots.isEmpty() ? slots.size() : freeSlots.pop();
        matrix.set(slot, row.fingerprint());
        Slot filled = new Slot(
                Optional.of(new RowKey(row.referenceId(), row.version(), row.view())),
                row.validity(),
                SquaredDistance.norm(row.fingerprint()));
        if (slot == slots.size()) {
            slots.add(filled);
        } else {
            slots.set(slot, filled);
        }
        slotsOfReference
                .computeIfAbsent(row.referenceId(), id -> new ArrayList<>())
                .add(slot);
    }

    /** Ends the validity of all rows of a reference at {@code moment}, where it does not end earlier. */
    public void end(String referenceId, long moment) {
        for (int slot : slotsOfReference.getOrDefault(referenceId, List.of())) {
            Slot current = slots.get(slot);
            slots.set(slot, new Slot(current.key(), current.validity().endingAt(moment), current.squaredNorm()));
        }
    }

    /** Drops the rows that are not visible at {@code moment} or later. */
    public void forgetEndedBefore(long moment) {
        for (int slot = 0; slot < slots.size(); slot++) {
            Slot current = slots.get(slot);
            if (current.key().isPresent() && current.validity().overBy(moment)) {
                forget(slot, current.key().get().referenceId());
            }
        }
    }

    /** @return all visible rows at most {@code radius} away, in {@link Neighbour#ORDER} */
    public List<Neighbour> within(float[] query, double radius, long asOf) {
        return within(List.of(new Query(query, radius, asOf))).get(0);
    }

    /** @return for each query what {@link #within(float[], double, long)} returns, in one matrix product */
    public List<List<Neighbour>> within(List<Query> queries) {
        for (Query query : queries) {
            requireFingerprint(query.fingerprint(), "query");
            if (!(query.radius() >= 0)) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT, "search radius " + query.radius() + ", needs at least 0");
            }
        }
        float[][] products =
                matrix.multiply(queries.stream().map(Query::fingerprint).toList());
        List<List<Neighbour>> found = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            found.add(refine(queries.get(i), products[i]));
        }
        return found;
    }

    /** @return the nearest visible row however far it is, ties by {@link Neighbour#ORDER}; empty when none is visible */
    public Optional<Neighbour> nearest(float[] query, long asOf) {
        requireFingerprint(query, "query");
        float[] products = matrix.multiply(List.of(query))[0];
        double queryNorm = SquaredDistance.norm(query);
        double smallestUpperBound = Double.POSITIVE_INFINITY;
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).visible(asOf)) {
                double bound = expanded(queryNorm, slot, products[slot]) + slack(queryNorm, slot);
                smallestUpperBound = Math.min(smallestUpperBound, Math.max(0, bound));
            }
        }
        return Double.isInfinite(smallestUpperBound)
                ? Optional.empty()
                : refine(new Query(query, smallestUpperBound, asOf), products).stream()
                        .findFirst();
    }

    /** @return how many rows a search at {@code asOf} compares with */
    public int visibleRows(long asOf) {
        int visible = 0;
        for (int slot = 0; slot < slots.size(); slot++) {
            visible += slots.get(slot).visible(asOf) ? 1 : 0;
        }
        return visible;
    }

    /** @return how many rows are held, visible or not */
    public int rows() {
        return slots.size() - freeSlots.size();
    }

    @Override
    public void close() {
        matrix.close();
    }

    private List<Neighbour> refine(Query query, float[] products) {
        double queryNorm = SquaredDistance.norm(query.fingerprint());
        List<Neighbour> neighbours = new ArrayList<>();
        float[] fingerprint = new float[dimensions];
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).visible(query.asOf())
                    && expanded(queryNorm, slot, products[slot]) - slack(queryNorm, slot) <= query.radius()) {
                matrix.read(slot, fingerprint);
                double distance = SquaredDistance.between(query.fingerprint(), fingerprint);
                if (distance <= query.radius()) {
                    RowKey row = slots.get(slot).key().orElseThrow();
                    neighbours.add(new Neighbour(row.referenceId(), row.version(), row.view(), distance));
                }
            }
        }
        neighbours.sort(Neighbour.ORDER);
        return List.copyOf(neighbours);
    }

    private double expanded(double queryNorm, int slot, float product) {
        return queryNorm + slots.get(slot).squaredNorm() - 2.0 * product;
    }

    /** The most the expanded form can be off: twice the product's error, and a little for the float64 norms. */
    private double slack(double queryNorm, int slot) {
        double rowNorm = slots.get(slot).squaredNorm();
        return 2 * relativeProductError * Math.sqrt(queryNorm * rowNorm) + 1e-9 * (queryNorm + rowNorm);
    }

    private void forget(int slot, String referenceId) {
        slots.set(slot, Slot.FREE);
        freeSlots.push(slot);
        List<Integer> remaining = slotsOfReference.get(referenceId);
        remaining.remove(Integer.valueOf(slot));
        if (remaining.isEmpty()) {
            slotsOfReference.remove(referenceId);
        }
    }

    private void requireFingerprint(float[] fingerprint, String what) {
        if (fingerprint.length != dimensions) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s has %d dimensions, the index has %d".formatted(what, fingerprint.length, dimensions));
        }
        for (float value : fingerprint) {
            if (!Float.isFinite(value)) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, what + " has the value " + value);
            }
        }
    }
}
