package io.rlpips.metric.search;

import io.rlpips.metric.projection.CompactRow;
import java.util.List;

/**
 * Compact rows in two tiers, the larger one outside the heap, and for a query those of them that may lie within its
 * radius: {@link ShortenedRows} first, then the whole points of the few rows left, by direct difference in float64, of as
 * many coordinates as it takes. Not thread-safe.
 */
final class CompactTiers {
    /** Of the float64 sums of the second tier, as a share. */
    private static final double SUM_ERROR = 1e-12;

    private final ShortenedRows shortened;
    private final PointRows points;

    /** Over all rows that were ever set: larger than it is now at worst, which costs a little and loses nothing. */
    private double largestRounding;

    private long firstSurvivors;

    /** @param pointLength coordinates of each point */
    CompactTiers(int pointLength) {
        this.shortened = new ShortenedRows(pointLength);
        this.points = new PointRows(pointLength);
    }

    static int rowBytes(int pointLength) {
        return (ShortenedRows.columns(pointLength) + pointLength) * Float.BYTES;
    }

    void set(int slot, CompactRow row) {
        points.set(slot, row.point());
        shortened.set(slot, row);
        largestRounding = Math.max(largestRounding, row.rounding());
    }

    /** A row that may lie within the radius of a query. */
    @FunctionalInterface
    interface Survivor {
        void accept(int query, int slot);
    }

    /**
     * @param radii [queries] largest distances that count
     * @param survivors told every row that may be within reach, whether it is visible or not
     */
    void within(List<CompactRow> queries, double[] radii, Survivor survivors) {
        double[] roundings = queries.stream()
                .mapToDouble(query -> query.rounding() + largestRounding)
                .toArray();
        shortened.within(queries, radii, roundings, (slot, query) -> {
            firstSurvivors++;
            if (mayBeWithin(queries.get(query), slot, radii[query])) {
                survivors.accept(query, slot);
            }
        });
    }

    private boolean mayBeWithin(CompactRow query, int slot, double radius) {
        double reach = Math.sqrt(radius) + query.rounding() + largestRounding;
        double farthest = reach * reach * (1 + SUM_ERROR);
        return points.squareApart(query.point(), slot, farthest) <= farthest;
    }

    /** @return a number that the distance between the query's and the row's fingerprint is not below */
    double lowerBound(CompactRow query, int slot) {
        double square = points.squareApart(query.point(), slot, Double.POSITIVE_INFINITY);
        return lowerBound(square, query.rounding() + largestRounding);
    }

    /**
     * @param square of the distance of two points, summed in float64
     * @param roundings of both, at least
     * @return a number that the distance between their fingerprints is not below
     */
    static double lowerBound(double square, double roundings) {
        double root = Math.max(0, Math.sqrt(square * (1 - SUM_ERROR)) - roundings);
        return root * root;
    }

    /** @return pairs that the first tier left over so far */
    long firstSurvivors() {
        return firstSurvivors;
    }
}
