package io.rlpips.metric.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows and queries that are hard to get right, and what comparing with every row finds. */
final class SearchCases {
    static final int DIMENSIONS = 24;

    private SearchCases() {}

    /** Random rows with duplicates, near-duplicates, several views and versions, some of them ended. */
    static List<IndexedRow> rows(Random random, int count) {
        List<IndexedRow> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] values = all.isEmpty() || random.nextInt(3) > 0
                    ? randomPoint(random)
                    : nudged(all.get(random.nextInt(all.size())).fingerprint(), random);
            long from = random.nextInt(100);
            long until = random.nextBoolean() ? Long.MAX_VALUE : from + random.nextInt(60);
            all.add(new IndexedRow(
                    "r" + random.nextInt(20), i, "v" + random.nextInt(2), values, new Validity(from, until)));
        }
        return all;
    }

    static List<Query> queries(Random random, List<IndexedRow> rows) {
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            float[] point = rows.isEmpty() || i % 2 == 0
                    ? randomPoint(random)
                    : nudged(rows.get(random.nextInt(rows.size())).fingerprint(), random);
            double radius = rows.isEmpty() || i % 4 != 1
                    ? random.nextDouble() * 4
                    : SquaredDistance.between(
                            point, rows.get(random.nextInt(rows.size())).fingerprint());
            queries.add(new Query(point, radius, random.nextInt(140)));
        }
        return queries;
    }

    static Query unbounded(Query query) {
        return new Query(query.fingerprint(), Double.MAX_VALUE, query.asOf());
    }

    static List<Neighbour> bruteForce(List<IndexedRow> rows, Query query) {
        return rows.stream()
                .filter(row -> row.validity().contains(query.asOf()))
                .map(row -> new Neighbour(
                        row.referenceId(),
                        row.version(),
                        row.view(),
                        SquaredDistance.between(query.fingerprint(), row.fingerprint())))
                .filter(neighbour -> neighbour.distance() <= query.radius())
                .sorted(Neighbour.ORDER)
                .toList();
    }

    private static float[] randomPoint(Random random) {
        float[] point = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            point[i] = random.nextFloat() - 0.5f;
        }
        return point;
    }

    private static float[] nudged(float[] point, Random random) {
        float[] copy = point.clone();
        if (random.nextBoolean()) {
            copy[random.nextInt(copy.length)] += 1e-4f * random.nextFloat();
        }
        return copy;
    }
}
