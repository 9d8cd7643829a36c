package io.rlpips.metric.search;

import io.rlpips.metric.projection.CompactRow;
import java.util.Arrays;
import java.util.List;

/**
 * Compact rows in two tiers, the larger one outside the heap, and for a query those of them that may lie within its
 * radius. Not thread-safe.
 *
 * <p>First tier: of each point only its first coordinates, those of the largest spread, and the length of the rest as one
 * coordinate more, which by the reverse triangle inequality brings no two points further apart. For such points u of the
 * query and v of a row, ||u - v||^2 = |u|^2 - 2 (u.v - |v|^2 / 2). The blocks hold v and -|v|^2 / 2, the query u and 1,
 * so a product is the bracket, and the row can be within the radius R only if it is at least
 * (|u|^2 - (sqrt(R) + roundings)^2) / 2. A float32 product of n terms is off by at most n e / (1 - n e) times the
 * lengths, e = 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). Second tier: the whole points
 * of the few rows left, by direct difference in float64, of as many coordinates as it takes.
 */
final class CompactTiers {
    private static final int FIRST_COORDINATES = 16;
    private static final double ROUNDOFF = 0x1p-24;
    /** Of the float64 sums of the second tier, as a share. */
    private static final double SUM_ERROR = 1e-12;

    private final int pointLength;
    private final int kept;
    private final double relativeProductError;
    private final ColumnBlocks first;
    private final PointRows points;

    /** Over all rows that were ever set: larger than they are now at worst, which costs a little and loses nothing. */
    private double largestLength;

    private double largestRounding;
    private long firstSurvivors;

    /** @param pointLength coordinates of each point */
    CompactTiers(int pointLength) {
        this.pointLength = pointLength;
        this.kept = Math.min(FIRST_COORDINATES, pointLength);
        this.first = new ColumnBlocks(kept + 2);
        this.points = new PointRows(pointLength);
        double terms = (kept + 2) * ROUNDOFF;
        this.relativeProductError = terms / (1 - terms);
    }

    static int rowBytes(int pointLength) {
        return (Math.min(FIRST_COORDINATES, pointLength) + 2 + pointLength) * Float.BYTES;
    }

    void set(int slot, CompactRow row) {
        points.set(slot, row.point());
        float[] shortened = shortened(row, 0);
        double square = SquaredDistance.norm(shortened);
        shortened[kept + 1] = (float) (-square / 2);
        first.set(slot, shortened);
        largestLength = Math.max(largestLength, Math.sqrt(square));
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
        float[] least = new float[radii.length];
        for (int i = 0; i < radii.length; i++) {
            least[i] = leastProduct(queries.get(i), radii[i]);
        }
        first.forEachAtLeast(queries.stream().map(query -> shortened(query, 1)).toList(), least, (slot, query) -> {
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

    /** What the product with a row is at least when the row may lie within a distance of the query. */
    private float leastProduct(CompactRow query, double distance) {
        double square = SquaredDistance.norm(shortened(query, 0));
        double halfSquare = largestLength * largestLength / 2;
        // Of the product itself, and of the half square that was rounded to float32 before.
        double productError =
                relativeProductError * (Math.sqrt(square) * largestLength + halfSquare) + ROUNDOFF * halfSquare;
        // The lengths of both rests are rounded to float32.
        double roundings = query.rounding() + largestRounding + 2 * ROUNDOFF * (Math.sqrt(square) + largestLength);
        double reach = Math.sqrt(distance) + roundings;
        double least = (square - reach * reach) / 2 - productError;
        return least < -Float.MAX_VALUE ? Float.NEGATIVE_INFINITY : Math.nextDown((float) least);
    }

    /** @return the first coordinates, the length of the others, and {@code last} */
    private float[] shortened(CompactRow row, float last) {
        float[] shortened = Arrays.copyOf(row.point(), kept + 2);
        double rest = 0;
        for (int i = kept; i < pointLength; i++) {
            rest += (double) row.point()[i] * row.point()[i];
        }
        shortened[kept] = (float) Math.sqrt(rest);
        shortened[kept + 1] = last;
        return shortened;
    }
}
