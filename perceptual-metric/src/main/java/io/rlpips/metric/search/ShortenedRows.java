package io.rlpips.metric.search;

import io.rlpips.metric.projection.CompactRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The first tier of compact rows: of each point only its first coordinates, those of the largest spread, and the length
 * of the rest as one coordinate more, which by the reverse triangle inequality brings no two points further apart. Few
 * coordinates rule out most rows where the radius is small, more of them where it is large; a search that finds some to
 * leave too much goes on with more. Not thread-safe.
 *
 * <p>For such points u of the query and v of a row, ||u - v||^2 = |u|^2 - 2 (u.v - |v|^2 / 2), so the row can be within
 * the radius R only if the bracket is at least l = (|u|^2 - (sqrt(R) + roundings)^2) / 2. The columns hold v, -|v|^2 / 2
 * and 1, the query u, 1 and -l: the sign of their product tells, when l is less by what the product may be off. A float32
 * product of n terms is off by at most n e / (1 - n e) times the sum of their sizes, e = 2^-24 (Higham, Accuracy and
 * Stability of Numerical Algorithms, section 3.1).
 */
final class ShortenedRows {
    /** Of the first product, and of those that a search goes on with. */
    private static final int[] COORDINATES = {16, 32, 64};
    /**
     * Columns of a product lie beside each other: the rest and the half square of the first before this one, those of each
     * other behind its last coordinate. A longer product has them within it, where its queries are 0.
     */
    private static final int ONE = 2;

    private static final int FIRST_COORDINATE = 3;
    private static final int REST_AND_HALF_SQUARE = 2;

    private static final double ROUNDOFF = 0x1p-24;

    private final List<Shortening> shortenings = new ArrayList<>();
    /** Where the coordinates lie. */
    private final int[] places;

    private final int columns;
    private final ColumnBlocks blocks;

    /** @param pointLength coordinates of each point */
    ShortenedRows(int pointLength) {
        int[] lengths = lengths(pointLength);
        this.places = places(lengths);
        this.columns = columns(pointLength);
        this.blocks = new ColumnBlocks(columns);
        shortenings.add(new Shortening(lengths[0], 0, 0, FIRST_COORDINATE + lengths[0]));
        for (int i = 1; i < lengths.length; i++) {
            int rest = behind(lengths[i], i - 1);
            shortenings.add(new Shortening(lengths[i], rest, ONE, rest + REST_AND_HALF_SQUARE));
        }
    }

    static int columns(int pointLength) {
        int[] lengths = lengths(pointLength);
        return behind(lengths[lengths.length - 1], lengths.length - 1);
    }

    /** @return how many coordinates each product is over, ascending */
    private static int[] lengths(int pointLength) {
        return IntStream.of(COORDINATES)
                .map(coordinates -> Math.min(coordinates, pointLength))
                .distinct()
                .toArray();
    }

    private static int[] places(int[] lengths) {
        return IntStream.range(0, lengths[lengths.length - 1])
                .map(coordinate -> behind(coordinate, (int) IntStream.of(lengths)
                        .skip(1)
                        .filter(length -> length <= coordinate)
                        .count()))
                .toArray();
    }

    /**
     * @param coordinates the first so many
     * @param products whose rests and half squares lie behind some of them
     */
    private static int behind(int coordinates, int products) {
        return FIRST_COORDINATE + coordinates + products * REST_AND_HALF_SQUARE;
    }

    void set(int slot, CompactRow row) {
        float[] values = new float[columns];
        for (Shortening shortening : shortenings) {
            double square = shortening.place(row, values);
            values[shortening.half()] = (float) (-square / 2);
            shortening.largestLength = Math.max(shortening.largestLength, Math.sqrt(square));
        }
        values[ONE] = 1;
        blocks.set(slot, values);
    }

    /**
     * @param radii [queries] largest distances that count
     * @param roundings [queries] by how much a query's and a row's point may be off together
     * @param visitor told every row that may be within reach, whether it was ever set or not
     */
    void within(List<CompactRow> queries, double[] radii, double[] roundings, ColumnBlocks.PairVisitor visitor) {
        List<ColumnBlocks.Product> products = shortenings.stream()
                .map(shortening -> shortening.product(queries, radii, roundings))
                .toList();
        blocks.forEachPositive(radii.length, products, visitor);
    }

    /** So many coordinates, the length of the rest, and where they lie. */
    private final class Shortening {
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
            double terms = (coordinates + 3) * ROUNDOFF;
            this.relativeProductError = terms / (1 - terms);
            this.underflow = 2.0 * (coordinates + 3) * Float.MIN_NORMAL;
        }

        /** @return column of the half square */
        int half() {
            return rest + 1;
        }

        ColumnBlocks.Product product(List<CompactRow> queries, double[] radii, double[] roundings) {
            List<float[]> asked = new ArrayList<>();
            for (int query = 0; query < radii.length; query++) {
                float[] values = new float[columns];
                double square = place(queries.get(query), values);
                values[half()] = 1;
                values[ONE] = -least(square, radii[query], roundings[query]);
                asked.add(Arrays.copyOfRange(values, from, until));
            }
            return new ColumnBlocks.Product(from, until, asked);
        }

        /** @return the square of the shortened point's length */
        double place(CompactRow row, float[] values) {
            float[] point = row.point();
            double restSquare = 0;
            double square = 0;
            for (int i = 0; i < point.length; i++) {
                double coordinateSquare = (double) point[i] * point[i];
                if (i < coordinates) {
                    values[places[i]] = point[i];
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
         * @return what the product with a row, without this itself, is above when the row may lie within a distance of
         *     the query
         */
        private float least(double square, double distance, double pointRoundings) {
            double halfSquare = largestLength * largestLength / 2;
            // The lengths of both rests are rounded to float32.
            double roundings = pointRoundings + 2 * ROUNDOFF * (Math.sqrt(square) + largestLength);
            double reach = Math.sqrt(distance) + roundings;
            double exact = (square - reach * reach) / 2;
            // Of the product itself, and of the half square that was rounded to float32 before.
            double productError = relativeProductError * (Math.sqrt(square) * largestLength + halfSquare)
                    + ROUNDOFF * halfSquare
                    + underflow;
            // What is taken off is one of the product's terms, and as large as this at most.
            double size = (Math.abs(exact) + productError) * (1 + 4 * relativeProductError);
            float rounded = Math.nextDown((float) (exact - productError - relativeProductError * size));
            // A sum that comes to nothing may have either sign.
            return Math.nextDown(rounded);
        }
    }
}
