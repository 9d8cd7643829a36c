package io.rlpips.metric.search;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.projection.CompactRow;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Compact rows, and for a query those of them that may lie within a distance of it. What is left out is farther away for
 * certain; what is told is not measured, and may be farther too. For callers that have other means to decide what is
 * left. Not thread-safe.
 */
public final class CompactFilter {
    private static final int QUERIES_AT_ONCE = 64;

    private final int pointLength;
    private final CompactTiers tiers;
    private final BitSet used = new BitSet();
    private final Deque<Integer> free = new ArrayDeque<>();

    /** @param pointLength coordinates of each row and query */
    public CompactFilter(int pointLength) {
        this.pointLength = pointLength;
        this.tiers = new CompactTiers(pointLength);
    }

    /** Told of a query and a row that may lie within its distance. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param query number of the query, from 0
         * @param slot of the row
         */
        void visit(int query, int slot);
    }

    /**
     * @return the row's slot, from 0, which is its own until it is removed
     * @throws RlpipsException INVALID_ARGUMENT for a row of another projection's length
     */
    public int add(CompactRow row) {
        requireLength(row);
        int slot = free.isEmpty() ? used.length() : free.pop();
        tiers.set(slot, row);
        used.set(slot);
        return slot;
    }

    /** @param slot of a row; another one may take its place */
    public void remove(int slot) {
        if (used.get(slot)) {
            used.clear(slot);
            free.push(slot);
        }
    }

    /**
     * @param distances [queries] largest that count, each at least 0
     * @throws RlpipsException INVALID_ARGUMENT for a query of another projection's length
     */
    public void within(List<CompactRow> queries, double[] distances, Visitor visitor) {
        queries.forEach(this::requireLength);
        for (int first = 0; first < queries.size(); first += QUERIES_AT_ONCE) {
            int start = first;
            int end = Math.min(queries.size(), first + QUERIES_AT_ONCE);
            double[] part = Arrays.copyOfRange(distances, start, end);
            tiers.within(queries.subList(start, end), part, (query, slot) -> {
                if (used.get(slot)) {
                    visitor.visit(start + query, slot);
                }
            });
        }
    }

    /** @return how many rows are held */
    public int rows() {
        return used.cardinality();
    }

    private void requireLength(CompactRow row) {
        if (row.point().length != pointLength) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "compact row of %d coordinates, the filter's have %d".formatted(row.point().length, pointLength));
        }
    }
}
