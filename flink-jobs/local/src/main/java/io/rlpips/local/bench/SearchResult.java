package io.rlpips.local.bench;

import java.util.Locale;

/**
 * How long a bank of one size was searched.
 *
 * @param references rows searched
 * @param queries looked for, in batches of {@code batch}
 * @param radius largest distance that counts
 * @param directions of the projection
 * @param residentBytes a row of the compact index, without its reference's name
 * @param compactSeconds for all queries, their projection and the embedding of survivors included
 * @param survivors pairs that had to be measured, of all
 * @param matches within the radius
 * @param bruteForceSeconds for the same queries against whole fingerprints; negative where that was not measured
 * @param differences queries whose result differed from brute force
 */
public record SearchResult(
        int references,
        int queries,
        int batch,
        double radius,
        int directions,
        int residentBytes,
        double compactSeconds,
        long survivors,
        long matches,
        double bruteForceSeconds,
        int differences) {
    public double queriesPerSecond() {
        return queries / compactSeconds;
    }

    /** @return how many times faster than brute force; NaN where that was not measured */
    public double speedup() {
        return bruteForceSeconds < 0 ? Double.NaN : bruteForceSeconds / compactSeconds;
    }

    /** @return one line for people */
    public String line() {
        String compact = String.format(
                Locale.ROOT,
                "%,d references: %.0f queries/s, %.2f of a reference survive a query, %d matches",
                references,
                queriesPerSecond(),
                (double) survivors / queries,
                matches);
        return bruteForceSeconds < 0
                ? compact + "; brute force not measured"
                : compact
                        + String.format(
                                Locale.ROOT,
                                "; brute force %.1f queries/s, %.1f times slower, %d results differ",
                                queries / bruteForceSeconds,
                                speedup(),
                                differences);
    }
}
