package io.rlpips.metric.search;

import io.rlpips.metric.projection.CompactRow;
import java.util.ArrayList;
import java.util.List;

/**
 * The first tier of compact rows: of each point only its first coordinates, those of the largest spread, and the length
 * of the rest as one coordinate more, which by the reverse triangle inequality brings no two points further apart. Few
 * coordinates rule out most rows where the radius is small, more of them where it is large; a search that finds the few
 * to leave too much goes on with the more. Not thread-safe.
 *
 * <p>For such points u of the query and v of a row, ||u - v||^2 = |u|^2 - 2 (u.v - |v|^2 / 2). The columns hold v and
 * -|v|^2 / 2, the query u and 1, so a product is the bracket, and the row can be within the radius R only if it is at
 * least (|u|^2 - (sqrt(R) + roundings)^2) / 2. A float32 product of n terms is off by at most n e / (1 - n e) times the
 * lengths, e = 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
 */
final class ShortenedRows {
    private static final int FEW_COORDINATES = 16;
    private static final int MORE_COORDINATES = 64;
    /** Before the coordinates: of the few, the rest and the half square. Those of the more lie behind. */
    private static final int FIRST_COORDINATE = 2;

    private static final double ROUNDOFF = 0x1p-24;

    private final List<Shortening> shortenings;
    private final int columns;
    private final ColumnBlocks blocks;

    /** @param pointLength coordinates of each point */
    ShortenedRows(int pointLength) {
        this.columns = columns(pointLength);
        this.blocks = new ColumnBlocks(columns);
        this.shortenings = shortenings(pointLength);
    }

    static int columns(int pointLength) {
        return pointLength > FEW_COORDINATES
                ? FIRST_COORDINATE + Math.min(MORE_COORDINATES, pointLength) + 2
                : FIRST_COORDINATE + pointLength;
    }

    private static List<Shortening> shortenings(int pointLength) {
        int few = Math.min(FEW_COORDINATES, pointLength);
        int more = Math.min(MORE_COORDINATES, pointLength);
        List<Shortening> shortenings = new ArrayList<>();
        shortenings.add(new Shortening(few, 0, 0, FIRST_COORDINATE + few));
        if (more > few) {
            int rest = FIRST_COORDINATE + more;
            shortenings.add(new Shortening(more, rest, FIRST_COORDINATE, rest + 2));
        }
        return shortenings;
    }

    void set(int slot, CompactRow row) {
        float[] values = new float[columns];
        for (Shortening shortening : shortenings) {
            double square = shortening.place(row, values);
            values[shortening.half()] = (float) (-square / 2);
            shortening.largestLength = Math.max(shortening.largestLength, Math.sqrt(square));
        }
        blocks.set(slot, values);
    }

    /**
     * @param radii [queries] largest distances that count
     * @param roundings [queries] by how much a query's and a row's point may be off together
     * @param visitor told every row that may be within reach, whether it was ever set or not
     */
    void within(List<CompactRow> queries, double[] radii, double[] roundings, ColumnBlocks.PairVisitor visitor) {
        List<float[]> asked = new ArrayList<>();
        List<ColumnBlocks.Product> products = shortenings.stream()
                .map(shortening -> shortening.product(new float[radii.length]))
                .toList();
        for (int query = 0; query < radii.length; query++) {
            float[] values = new float[columns];
            for (int i = 0; i < shortenings.size(); i++) {
                Shortening shortening = shortenings.get(i);
                double square = shortening.place(queries.get(query), values);
                values[shortening.half()] = 1;
                products.get(i).least()[query] = shortening.least(square, radii[query], roundings[query]);
            }
            asked.add(values);
        }
        blocks.forEachAtLeast(asked, products, visitor);
    }

    /** So many coordinates, the length of the rest, and where they lie. */
    private static final class Shortening {
        private final int coordinates;
        private final int rest;
        private final int from;
        private final int until;
        private final double relativeProductError;
        /** What products too small for float32 lose, where an engine takes them for nothing. */
        private final double underflow;

        /** Over all rows that were ever set: larger than they are now at worst, which costs a little and loses nothing. */
        private double largestLength;

        /** @param rest column of the rest's length, before that of the half square */
        Shortening(int coordinates, int rest, int from, int until) {
            this.coordinates = coordinates;
            this.rest = rest;
            this.from = from;
            this.until = until;
            double terms = (coordinates + 2) * ROUNDOFF;
            this.relativeProductError = terms / (1 - terms);
            this.underflow = 2.0 * (coordinates + 2) * Float.MIN_NORMAL;
        }

        /** @return column of the half square */
        int half() {
            return rest + 1;
        }

        ColumnBlocks.Product product(float[] least) {
            return new ColumnBlocks.Product(from, until, least);
        }

        /** @return the square of the shortened point's length */
        double place(CompactRow row, float[] values) {
            float[] point = row.point();
            double restSquare = 0;
            double square = 0;
            for (int i = 0; i < point.length; i++) {
                double coordinateSquare = (double) point[i] * point[i];
                if (i < coordinates) {
                    values[FIRST_COORDINATE + i] = point[i];
                    square += coordinateSquare;
                } else {
                    restSquare += coordinateSquare;
                }
            }
            values[rest] = (float) Math.sqrt(restSquare);
            return square + (double) values[rest] * values[rest];
        }

        /**
         * @param square of the query's length
         * @return what the product with a row is at least when the row may lie within a distance of the query
         */
        float least(double square, double distance, double pointRoundings) {
            double halfSquare = largestLength * largestLength / 2;
            // Of the product itself, and of the half square that was rounded to float32 before.
            double productError = relativeProductError * (Math.sqrt(square) * largestLength + halfSquare)
                    + ROUNDOFF * halfSquare
                    + underflow;
            // The lengths of both rests are rounded to float32.
            double roundings = pointRoundings + 2 * ROUNDOFF * (Math.sqrt(square) + largestLength);
            double reach = Math.sqrt(distance) + roundings;
            double least = (square - reach * reach) / 2 - productError;
            return least < -Float.MAX_VALUE ? Float.NEGATIVE_INFINITY : Math.nextDown((float) least);
        }
    }
}
