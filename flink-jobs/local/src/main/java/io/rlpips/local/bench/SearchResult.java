package io.rlpips.local.bench;

import java.util.List;
import java.util.Locale;

/**
 * How long a bank of one size was searched, in several ways for the same queries.
 *
 * @param references rows searched
 * @param queries looked for, in batches of {@code batch}: photos, and pictures at the radius of a reference
 * @param atTheRadius of them blended to lie at the radius
 * @param pushedAway of them copies of references under attack
 * @param radius largest distance that counts
 * @param directions of the projection
 * @param bruteForceSeconds for the queries against whole float32 fingerprints; negative where that was not measured
 * @param ways how else they were searched
 */
public record SearchResult(
        int references,
        int queries,
        int atTheRadius,
        int pushedAway,
        int batch,
        double radius,
        int directions,
        double bruteForceSeconds,
        List<Way> ways) {
    /** Of bytes that were not counted. */
    static final int UNKNOWN = -1;

    /**
     * One way to search.
     *
     * @param name for people
     * @param residentBytes a row in memory, without its reference's name; {@link #UNKNOWN} where it was not counted
     * @param seconds for all queries, their projection and the embedding of what is measured included
     * @param measured rows that were embedded again to be measured
     * @param matches pairs within the radius
     * @param differences queries whose result differed from brute force, or else from the first way
     * @param recall share of the matches that were found
     * @param speedup over brute force; NaN where that was not measured
     */
    public record Way(
            String name,
            int residentBytes,
            double seconds,
            long measured,
            long matches,
            int differences,
            double recall,
            double speedup) {}

    /** @return a line for people for each way */
    public List<String> lines() {
        return ways.stream().map(this::line).toList();
    }

    private String line(Way way) {
        String said = String.format(
                Locale.ROOT,
                "%,d references, %s%s: %.0f queries/s, %.2f rows embedded again a query, %d matches,"
                        + " %d of %d results differ, recall %.4f",
                references,
                way.name(),
                way.residentBytes() == UNKNOWN
                        ? ""
                        : String.format(Locale.ROOT, " (%,d bytes a row)", way.residentBytes()),
                queries / way.seconds(),
                (double) way.measured() / queries,
                way.matches(),
                way.differences(),
                queries,
                way.recall());
        return bruteForceSeconds < 0
                ? said
                : said
                        + String.format(
                                Locale.ROOT,
                                "; %.1f times as fast as brute force (%.1f queries/s)",
                                way.speedup(),
                                queries / bruteForceSeconds);
    }
}
